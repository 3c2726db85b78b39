package org.temper.models.hf;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.DecoderRewardModel;

/**
 * Against logits and rewards that transformers computed: {@code transformers-logits.json} names the
 * version and the script that made it.
 */
class TransformersParityTest {
  private static final double TOLERANCE = 1e-4;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode EXPECTED = load();

  static Stream<String> models() {
    return EXPECTED.path("models").properties().stream().map(model -> model.getKey());
  }

  @ParameterizedTest
  @MethodSource("models")
  void logProbabilitiesEqualThoseOfTransformers(String model) {
    try (DecoderPolicy policy = policy(model)) {
      long[][] sequences = sequences();
      SequenceBatch batch =
          SequenceBatch.of(Arrays.stream(sequences).map(TokenSequence::ofText).toList());
      try (TokenScores scores = policy.evaluate(batch)) {
        float[] logProbs = scores.tokenLogProbs().toFloatArray();
        for (int row = 0; row < sequences.length; row++) {
          for (int token = 1; token < sequences[row].length; token++) {
            double[] before = expectedLogits(model, row)[token - 1];
            assertThat((double) logProbs[row * batch.columns() + token])
                .isCloseTo(logProb(before, (int) sequences[row][token]), within(TOLERANCE));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsOfDecodingEqualThoseOfTransformers(String model) {
    try (DecoderPolicy policy = policy(model)) {
      long[][] sequences = sequences();
      int columns = (int) policy.vocabularySize();
      // Both rows begin with two tokens and are then fed one at a time while they last.
      List<long[]> prompts =
          Arrays.stream(sequences).map(sequence -> Arrays.copyOf(sequence, 2)).toList();
      try (DecodingSession session = policy.decode(prompts)) {
        for (int length = 2; session.liveRows().length > 0; length++) {
          int[] rows = session.liveRows();
          float[] logits = session.logits().toFloatArray();
          for (int i = 0; i < rows.length; i++) {
            double[] expected = expectedLogits(model, rows[i])[length - 1];
            for (int token = 0; token < columns; token++) {
              assertThat((double) logits[i * columns + token])
                  .isCloseTo(expected[token], within(TOLERANCE));
            }
          }
          for (int row : rows) {
            if (sequences[row].length == length) {
              session.finish(row);
            }
          }
          int fed = length;
          if (session.liveRows().length > 0) {
            session.advance(
                Arrays.stream(session.liveRows()).mapToLong(row -> sequences[row][fed]).toArray());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void rewardsEqualThoseOfTransformers(String model) {
    DecoderConfig config = config(model);
    DecoderOptions options = options();
    SequenceBatch batch =
        SequenceBatch.of(Arrays.stream(sequences()).map(TokenSequence::ofText).toList());
    try (NDManager manager = NDManager.newBaseManager(options.device(), "PyTorch");
        DecoderRewardModel rewards =
            DecoderRewardModel.create(
                config,
                FormulaWeights.of(DecoderRewardModel.parameterShapes(config), manager),
                options)) {
      assertThat(rewards.rewards(batch))
          .containsExactly(
              JSON.convertValue(
                  EXPECTED.path("models").path(model).path("rewards"), double[].class),
              within(TOLERANCE));
    }
  }

  private static DecoderConfig config(String model) {
    return DecoderConfigReader.parse(
        model, (ObjectNode) EXPECTED.path("models").path(model).path("config"));
  }

  private static DecoderOptions options() {
    return DecoderOptions.defaults()
        .withDevice(Device.fromName(System.getProperty("temper.device", "cpu")));
  }

  private static DecoderPolicy policy(String model) {
    DecoderConfig config = config(model);
    DecoderOptions options = options();
    try (NDManager manager = NDManager.newBaseManager(options.device(), "PyTorch")) {
      return DecoderPolicy.create(config, FormulaWeights.of(config, manager), options);
    }
  }

  private static long[][] sequences() {
    return JSON.convertValue(EXPECTED.path("sequences"), long[][].class);
  }

  private static double[][] expectedLogits(String model, int row) {
    return JSON.convertValue(
        EXPECTED.path("models").path(model).path("logits").path(row), double[][].class);
  }

  private static double logProb(double[] logits, int token) {
    double total = Arrays.stream(logits).map(Math::exp).sum();
    return logits[token] - Math.log(total);
  }

  private static JsonNode load() {
    try (InputStream stream =
        TransformersParityTest.class.getResourceAsStream("transformers-logits.json")) {
      return JSON.readTree(requireNonNull(stream));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
