package org.temper.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Preconditions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.api.DecodingSession;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.text.TextCodec;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.LanguageValueModel;
import org.temper.models.hf.SaveOptions;
import org.temper.models.storage.StorageType;

/**
 * Temper's side of {@code benchmarks/peers/check_checkpoints.py}: loads model directories, says
 * their logits, rewards or values and saves them again.
 *
 * <p>Reads {@code {"sequences": [[id, ...], ...], "texts": [text, ...], "jobs": [{"kind": "policy",
 * "load": DIRECTORY, "save": DIRECTORY, "save_as_new": DIRECTORY, "type": "FLOAT32",
 * "max_shard_bytes": N}, ...]}} and writes for each job {@code {"logits": [[[logit, ...], ...],
 * ...], "encoded": [[id, ...], ...]}}. A job of kind {@code reward} or {@code value} has no {@code
 * save_as_new}; its logits are those of the one label: of the sequence, or of each token but the
 * last.
 */
public final class CheckpointLogits {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckpointLogits() {}

  /**
   * Runs the jobs.
   *
   * @param arguments the file to read and the file to write
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    Preconditions.checkArgument(
        arguments.length == 2, "arguments: expected IN OUT, got %s", Arrays.toString(arguments));
    JsonNode work = JSON.readTree(Path.of(arguments[0]).toFile());
    long[][] sequences = JSON.convertValue(work.path("sequences"), long[][].class);
    String[] texts = JSON.convertValue(work.path("texts"), String[].class);
    ArrayNode results = JSON.createArrayNode();
    for (JsonNode job : work.path("jobs")) {
      results.add(run(job, sequences, texts));
    }
    JSON.writeValue(Path.of(arguments[1]).toFile(), results);
  }

  private static ObjectNode run(JsonNode job, long[][] sequences, String[] texts)
      throws IOException {
    Path source = Path.of(job.path("load").asText());
    Path target = Path.of(job.path("save").asText());
    SaveOptions options =
        SaveOptions.defaults()
            .withType(StorageType.valueOf(job.path("type").asText()))
            .withMaxShardBytes(job.path("max_shard_bytes").asLong());
    ObjectNode result = JSON.createObjectNode();
    ArrayNode logits = result.putArray("logits");
    switch (job.path("kind").asText()) {
      case "policy" -> {
        try (LanguageModel model = LanguageModel.load(source, DecoderOptions.defaults())) {
          for (long[] sequence : sequences) {
            logits.add(JSON.valueToTree(logits(model, sequence)));
          }
          putEncoded(result, model.codec(), texts);
          model.save(target, options);
          // As if it had been made here: with a config.json that says the architecture alone.
          LanguageModel.of(model.policy(), model.codec(), GenerationDefaults.none())
              .save(Path.of(job.path("save_as_new").asText()), options);
        }
      }
      case "reward" -> {
        try (LanguageRewardModel model =
            LanguageRewardModel.load(source, DecoderOptions.defaults())) {
          for (long[] sequence : sequences) {
            logits.add(JSON.valueToTree(model.model().rewards(text(sequence))));
          }
          putEncoded(result, model.codec(), texts);
          model.save(target, options);
        }
      }
      case "value" -> {
        try (LanguageValueModel model =
            LanguageValueModel.load(source, DecoderOptions.defaults())) {
          for (long[] sequence : sequences) {
            float[] values = model.model().values(text(sequence));
            // The value of the state that token t was chosen in is that of what ends at t − 1.
            logits.add(JSON.valueToTree(Arrays.copyOfRange(values, 1, values.length)));
          }
          putEncoded(result, model.codec(), texts);
          model.save(target, options);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "kind: expected policy, reward or value, got " + job.path("kind"));
    }
    return result;
  }

  private static SequenceBatch text(long[] sequence) {
    return SequenceBatch.of(List.of(TokenSequence.ofText(sequence)));
  }

  private static void putEncoded(ObjectNode result, TextCodec codec, String[] texts) {
    ArrayNode encoded = result.putArray("encoded");
    for (String text : texts) {
      encoded.add(JSON.valueToTree(codec.encode(text)));
    }
  }

  /** The logits after each token of a sequence: the next-token logits of its prefixes. */
  private static float[][] logits(LanguageModel model, long[] sequence) {
    List<long[]> prefixes =
        IntStream.rangeClosed(1, sequence.length)
            .mapToObj(length -> Arrays.copyOf(sequence, length))
            .toList();
    int columns = Math.toIntExact(model.policy().vocabularySize());
    try (DecodingSession session = model.policy().decode(prefixes)) {
      float[] flat = session.logits().toFloatArray();
      float[][] rows = new float[sequence.length][];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = Arrays.copyOfRange(flat, row * columns, (row + 1) * columns);
      }
      return rows;
    }
  }
}
