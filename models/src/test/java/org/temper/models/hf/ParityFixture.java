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
import java.util.stream.Stream;
import org.temper.api.DecodingSession;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;

/**
 * What transformers computed for tiny models: a resource that names the version and the script that
 * made it.
 */
final class ParityFixture {
  static final double TOLERANCE = 1e-4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode content;

  private ParityFixture(JsonNode content) {
    this.content = content;
  }

  static ParityFixture load(String resource) {
    try (InputStream stream = ParityFixture.class.getResourceAsStream(resource)) {
      return new ParityFixture(JSON.readTree(requireNonNull(stream)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Stream<String> models() {
    return content.path("models").properties().stream().map(model -> model.getKey());
  }

  DecoderConfig config(String model) {
    return DecoderConfigReader.parse(
        model, (ObjectNode) content.path("models").path(model).path("config"));
  }

  static DecoderOptions options() {
    return DecoderOptions.defaults()
        .withDevice(Device.fromName(System.getProperty("temper.device", "cpu")));
  }

  DecoderPolicy policy(String model) {
    DecoderConfig config = config(model);
    DecoderOptions options = options();
    try (NDManager manager = NDManager.newBaseManager(options.device(), "PyTorch")) {
      return DecoderPolicy.create(config, FormulaWeights.of(config, manager), options);
    }
  }

  long[][] sequences() {
    return JSON.convertValue(content.path("sequences"), long[][].class);
  }

  double[] rewards(String model) {
    return JSON.convertValue(content.path("models").path(model).path("rewards"), double[].class);
  }

  double[][] logits(String model, int row) {
    return JSON.convertValue(
        content.path("models").path(model).path("logits").path(row), double[][].class);
  }

  /** All sequences in one batch, by one forward pass. */
  void assertLogProbs(String model, DecoderPolicy policy) {
    long[][] sequences = sequences();
    SequenceBatch batch =
        SequenceBatch.of(Arrays.stream(sequences).map(TokenSequence::ofText).toList());
    try (TokenScores scores = policy.evaluate(batch)) {
      float[] logProbs = scores.tokenLogProbs().toFloatArray();
      for (int row = 0; row < sequences.length; row++) {
        for (int token = 1; token < sequences[row].length; token++) {
          double[] before = logits(model, row)[token - 1];
          assertThat((double) logProbs[row * batch.columns() + token])
              .isCloseTo(logProb(before, (int) sequences[row][token]), within(TOLERANCE));
        }
      }
    }
  }

  /** All sequences, begun with two tokens and then fed one at a time while they last. */
  void assertDecoding(String model, DecoderPolicy policy, long[]... sequences) {
    int columns = (int) policy.vocabularySize();
    try (DecodingSession session =
        policy.decode(
            Arrays.stream(sequences).map(sequence -> Arrays.copyOf(sequence, 2)).toList())) {
      for (int length = 2; session.liveRows().length > 0; length++) {
        int[] rows = session.liveRows();
        float[] logits = session.logits().toFloatArray();
        for (int i = 0; i < rows.length; i++) {
          double[] expected = logits(model, rowOf(sequences[rows[i]]))[length - 1];
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

  private int rowOf(long[] sequence) {
    long[][] all = sequences();
    int row = 0;
    while (!Arrays.equals(all[row], sequence)) {
      row++;
    }
    return row;
  }

  private static double logProb(double[] logits, int token) {
    double total = Arrays.stream(logits).map(Math::exp).sum();
    return logits[token] - Math.log(total);
  }
}
