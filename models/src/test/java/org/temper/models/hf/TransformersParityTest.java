package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.DecoderRewardModel;

/** Against logits and rewards that transformers computed. */
class TransformersParityTest {
  private static final ParityFixture EXPECTED = ParityFixture.load("transformers-logits.json");

  static Stream<String> models() {
    return EXPECTED.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void logProbabilitiesEqualThoseOfTransformers(String model) {
    try (DecoderPolicy policy = EXPECTED.policy(model)) {
      EXPECTED.assertLogProbs(model, policy);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsOfDecodingEqualThoseOfTransformers(String model) {
    try (DecoderPolicy policy = EXPECTED.policy(model)) {
      EXPECTED.assertDecoding(model, policy, EXPECTED.sequences());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void rewardsEqualThoseOfTransformers(String model) {
    DecoderConfig config = EXPECTED.config(model);
    DecoderOptions options = ParityFixture.options();
    SequenceBatch batch =
        SequenceBatch.of(Arrays.stream(EXPECTED.sequences()).map(TokenSequence::ofText).toList());
    try (NDManager manager = NDManager.newBaseManager(options.device(), "PyTorch");
        DecoderRewardModel rewards =
            DecoderRewardModel.create(
                config,
                FormulaWeights.of(DecoderRewardModel.parameterShapes(config), manager),
                options)) {
      assertThat(rewards.rewards(batch))
          .containsExactly(EXPECTED.rewards(model), within(ParityFixture.TOLERANCE));
    }
  }
}
