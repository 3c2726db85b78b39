package org.temper.cli.recommenders;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code metrics.jsonl} of several trainings: one JSON object a line with the method, the seed, the
 * update, and whether its values are of training, means over the updates since the line before, or
 * of an evaluation.
 */
final class Records implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedWriter writer;

  private Records(BufferedWriter writer) {
    this.writer = writer;
  }

  /** Makes the directory and the file. */
  static Records create(Path out) throws IOException {
    Files.createDirectories(out);
    return new Records(Files.newBufferedWriter(out.resolve("metrics.jsonl")));
  }

  /** Which training a line is of. */
  record Run(String method, long seed) {}

  void training(Run run, long update, Map<String, Double> values) {
    write(run, update, "training", values);
  }

  void evaluation(Run run, long update, Map<String, Double> values) {
    write(run, update, "evaluation", values);
  }

  private void write(Run run, long update, String kind, Map<String, Double> values) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("method", run.method())
            .put("seed", run.seed())
            .put("update", update)
            .put("kind", kind);
    values.forEach((name, value) -> line.put(name, Double.isFinite(value) ? value : null));
    try {
      writer.write(line.toString());
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
