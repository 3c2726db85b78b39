package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.TrainableRewardModel.ScoredSequences;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.TinyGradients;
import org.temper.models.recommender.TinyRecommenders;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.RewardLaws;

class DecoderRewardModelTest {

  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  private static DecoderRewardModel model(DecoderConfig config, DecoderOptions options) {
    try (DecoderPolicy policy = TinyDecoders.policy(config, options)) {
      return DecoderRewardModel.of(policy, 5);
    }
  }

  private static DecoderRewardModel model(DecoderConfig config) {
    return model(config, DecoderOptions.defaults());
  }

  private static NDArray loss(ScoredSequences scored) {
    return scored.rewards().sub(1).square().sum();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreThoseOfFiniteDifferences(DecoderConfig config) {
    SequenceBatch batch = TinyDecoders.batch(9, 5, 2);
    for (DecoderOptions options : TinyDecoders.holdingNothingOrAll()) {
      try (DecoderPolicy policy = DecoderPolicy.random(config, 3, options);
          DecoderRewardModel model = DecoderRewardModel.of(policy, 5)) {
        try (ScoredSequences scored = model.score(batch)) {
          scored.backward(loss(scored));
        }
        TinyRecommenders.assertSlopes(
            model.parameters(),
            TinyGradients.taken(model.parameters()),
            () -> {
              try (ScoredSequences scored = model.score(batch)) {
                return loss(scored).getFloat();
              }
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void keepsTheLaws(DecoderConfig config) {
    try (DecoderRewardModel model = model(config)) {
      for (long seed = 1; seed <= 3; seed++) {
        RewardLaws.rewardsDependOnTheRowAlone(model, TinyDecoders.VOCABULARY, 2e-4, seed);
        RewardLaws.scoringTrains(model, TinyDecoders.VOCABULARY, 2e-4, seed);
        RewardLaws.evaluatingRecordsAndDropsNothing(model, TinyDecoders.VOCABULARY, 0, seed);
      }
    }
  }

  @Test
  void theLastRealTokenIsJudgedWhateverTheCompletionMask() {
    long[] tokens = TinyDecoders.tokens(6, 1);
    SequenceBatch whole = SequenceBatch.of(List.of(TokenSequence.ofText(tokens)));
    SequenceBatch prompted =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(Arrays.copyOf(tokens, 5), Arrays.copyOfRange(tokens, 5, 6)),
                TokenSequence.of(tokens, new long[0]),
                TokenSequence.ofText(Arrays.copyOf(tokens, 1))));
    try (DecoderRewardModel model = model(TinyDecoders.qwen3());
        ScoredSequences scored = model.score(prompted)) {
      double reward = model.rewards(whole)[0];
      double[] rewards = model.rewards(prompted);
      assertThat(rewards[0]).isCloseTo(reward, within(1e-4));
      assertThat(rewards[1]).isCloseTo(reward, within(1e-4));
      assertThat(rewards[2]).isNotCloseTo(reward, within(1e-2));
      float[] recorded = scored.rewards().toFloatArray();
      for (int row = 0; row < 3; row++) {
        assertThat((double) recorded[row]).isCloseTo(rewards[row], within(1e-5));
      }
    }
  }

  @Test
  void theRewardIsTheHeadsProductWithTheLastState() {
    long[] tokens = TinyDecoders.tokens(5, 2);
    DecoderConfig config = TinyDecoders.mistral();
    try (DecoderPolicy policy = TinyDecoders.policy(config);
        DecoderRewardModel model = DecoderRewardModel.of(policy, 1);
        var session = policy.decode(List.of(tokens))) {
      // The head over the vocabulary shows the same state, as logits.
      try (GradientMode off = GradientMode.off()) {
        policy
            .weights()
            .get("lm_head.weight")
            .get("7:8")
            .copyTo(model.weights().get("score.weight"));
      }
      assertThat(model.rewards(SequenceBatch.of(List.of(TokenSequence.ofText(tokens))))[0])
          .isCloseTo(session.logits().getFloat(0, 7), within(1e-3));
    }
  }

  @Test
  void headsDifferBySeedAndRepeat() {
    SequenceBatch batch = TinyDecoders.batch(6);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama())) {
      double[] rewards =
          DoubleStream.of(1, 1, 2)
              .map(
                  seed -> {
                    try (DecoderRewardModel model = DecoderRewardModel.of(policy, (long) seed)) {
                      return model.rewards(batch)[0];
                    }
                  })
              .toArray();
      assertThat(rewards[1]).isEqualTo(rewards[0]);
      assertThat(rewards[2]).isNotEqualTo(rewards[0]);
    }
  }

  @Test
  void frozenCopiesStayWhatTheyWereAndCannotBeTrained() {
    SequenceBatch batch = TinyDecoders.batch(8, 3);
    try (DecoderRewardModel model = model(TinyDecoders.qwen2());
        DecoderRewardModel frozen = model.frozenCopy()) {
      double[] before = model.rewards(batch);
      try (GradientMode off = GradientMode.off()) {
        model.parameters().forEach(parameter -> parameter.array().addi(0.5f));
      }
      assertThat(frozen.rewards(batch)).isEqualTo(before);
      assertThat(model.rewards(batch)).isNotEqualTo(before);
      assertThat(frozen.parameters().size()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(() -> frozen.score(batch))
          .withMessageContaining("frozen");
    }
  }

  @Test
  void arraysOfOneStepAreFreedWithIt() {
    SequenceBatch batch = TinyDecoders.batch(8, 5);
    for (DecoderOptions options : TinyDecoders.holdingNothingOrAll()) {
      try (DecoderRewardModel model = model(TinyDecoders.llama(), options)) {
        LiveArrays.assertConstant(
            "a reward model's update",
            () -> {
              try (ScoredSequences scored = model.score(batch)) {
                scored.backward(loss(scored));
              }
              model.rewards(batch);
            });
      }
    }
  }

  @Test
  void badInputIsRefusedByName() {
    try (DecoderRewardModel model = model(TinyDecoders.llama())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  model.rewards(
                      SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {0, 37})))))
          .withMessage("batch: expected token ids in [0, 37), got 37 in row 0 column 1");
      try (ScoredSequences scored = model.score(TinyDecoders.batch(6, 3))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> scored.backward(scored.rewards()))
            .withMessageContaining("loss: expected a scalar");
        NDArray loss = scored.rewards().sum();
        scored.backward(loss);
        assertThatIllegalStateException().isThrownBy(() -> scored.backward(loss));
      }
    }
  }
}
