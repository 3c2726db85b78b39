package org.temper.cli.recommenders.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricLine.Kind;

/**
 * The file {@code metrics.jsonl} of several trainings: one JSON object a line with the method, the
 * seed, the value of the method's setting where it has one, the update, and whether its values are
 * of training, means over the updates since the line before, or of an evaluation.
 */
final class StageMetrics implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedWriter writer;
  private final Set<Stage> written = new HashSet<>();

  private StageMetrics(BufferedWriter writer) {
    this.writer = writer;
  }

  /** Makes the directory and the file, which is emptied where it is there. */
  static StageMetrics create(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return new StageMetrics(Files.newBufferedWriter(file));
  }

  /** Means of what was recorded of updates. */
  static Map<String, Double> means(List<MetricLine> lines) {
    Map<String, Double> sums = new LinkedHashMap<>();
    List<MetricLine> training =
        lines.stream().filter(line -> line.kind() == Kind.TRAINING).toList();
    training.forEach(
        line -> line.values().forEach((name, value) -> sums.merge(name, value, Double::sum)));
    ImmutableMap.Builder<String, Double> means = ImmutableMap.builder();
    sums.forEach((name, sum) -> means.put(name, sum / training.size()));
    return means.buildOrThrow();
  }

  /**
   * Adds what a training recorded, once; what was evaluated before its first update is left out.
   */
  void add(Stage stage, List<MetricLine> lines) {
    if (!written.add(stage)) {
      return;
    }
    List<MetricLine> updates = new ArrayList<>();
    for (MetricLine line : lines) {
      if (line.kind() == Kind.TRAINING) {
        updates.add(line);
      } else if (line.update() > 0) {
        writeMeans(stage, updates);
        write(stage, line, line.values());
      }
    }
    writeMeans(stage, updates);
    flush();
  }

  private void writeMeans(Stage stage, List<MetricLine> updates) {
    if (!updates.isEmpty()) {
      write(stage, updates.get(updates.size() - 1), means(updates));
      updates.clear();
    }
  }

  private void write(Stage stage, MetricLine line, Map<String, Double> values) {
    ObjectNode node = JSON.createObjectNode();
    node.put("method", stage.method()).put("seed", stage.seed());
    stage.value().ifPresent(value -> node.put("setting", value));
    node.put("update", line.update()).put("kind", line.kind().name().toLowerCase(Locale.ROOT));
    values.forEach((name, value) -> node.put(name, Double.isFinite(value) ? value : null));
    try {
      writer.write(node.toString());
      writer.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flush() {
    try {
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
