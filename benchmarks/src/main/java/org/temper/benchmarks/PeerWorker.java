package org.temper.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.NativeMemory;
import org.temper.models.decoder.ActivationLimit;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderOptions.DecodingWeights;
import org.temper.models.decoder.DecoderOptions.Precision;

/**
 * Temper's side of the comparison with Python: speaks JSON lines with {@code
 * benchmarks/peers/compare.py}.
 *
 * <p>Reads {@code {"command": "setup", "workload": FILE, "options": {...}}}, then any number of
 * {@code {"command": "step"}}, then {@code {"command": "quit"}}; answers each with one line.
 * Options are {@code threads}; {@code checkpoint} to compute activations again instead of holding
 * them, or {@code activationMiB} to hold so much of them; {@code pairsAtOnce}, preference pairs of
 * a micro-batch; {@code precision}, that of {@link Precision}; and {@code decodingWeights}, those
 * of {@link DecodingWeights}.
 */
public final class PeerWorker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long USUAL_SCORING = DecoderOptions.defaults().scoringBytes();

  private PeerWorker() {}

  /**
   * Serves one workload.
   *
   * @param arguments none
   * @throws IOException if a file or a stream cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    // Whatever a library prints must not stand between the answers.
    System.setOut(System.err);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    JsonNode setup = read(commands);
    JsonNode options = setup.path("options");
    System.setProperty("ai.djl.pytorch.num_threads", options.path("threads").asText("2"));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    boolean limited = options.path("giveBack").asBoolean(false);
    if (limited) { // what the command's --memory does
      NativeMemory.giveBackFrom(1 << 20);
    }
    JsonNode workload = JSON.readTree(Path.of(setup.path("workload").asText()).toFile());
    DecoderOptions decoder =
        DecoderOptions.defaults()
            .withPrecision(Precision.valueOf(options.path("precision").asText("FLOAT32")))
            .withActivations(
                options.has("activationMiB")
                    ? ActivationLimit.of(options.path("activationMiB").asLong() << 20)
                    : options.path("checkpoint").asBoolean(false)
                        ? ActivationLimit.of(0)
                        : ActivationLimit.none())
            .withDecodingWeights(
                DecodingWeights.valueOf(options.path("decodingWeights").asText("TRAINED")))
            .withScoringBytes(options.path("scoringMiB").asLong(USUAL_SCORING >> 20) << 20);
    try (PeerSteps steps =
        PeerSteps.open(workload, decoder, options.path("pairsAtOnce").asInt(Integer.MAX_VALUE))) {
      if (limited) {
        System.gc();
        NativeMemory.trim();
      }
      answer(answers, Map.of("ready", true));
      for (JsonNode batch : workload.path("batches")) {
        if (!read(commands).path("command").asText().equals("step")) {
          return;
        }
        long start = System.nanoTime();
        Map<String, Object> result = steps.run(batch);
        double seconds = (System.nanoTime() - start) * 1e-9;
        Map<String, Object> answer = new LinkedHashMap<>(result);
        answer.put("seconds", seconds);
        answer(answers, answer);
      }
    }
  }

  private static JsonNode read(BufferedReader commands) throws IOException {
    @Nullable String line = commands.readLine();
    return JSON.readTree(line == null || line.isBlank() ? "{\"command\": \"quit\"}" : line);
  }

  private static void answer(PrintStream answers, Map<String, Object> value) throws IOException {
    answers.println(JSON.writeValueAsString(value));
    answers.flush();
  }
}
