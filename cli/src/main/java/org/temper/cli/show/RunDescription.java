package org.temper.cli.show;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Joiner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricsFile;

/** A description of the directory of a run, finished or not. */
public final class RunDescription {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String METRICS = "metrics.jsonl";
  private static final String RUNS = "runs";

  private RunDescription() {}

  /**
   * Describes a run.
   *
   * @param out the run's directory
   * @return {@code update}, the last one in its metrics; {@code checkpoint}, the update that it
   *     would resume from, null where it would start; {@code settings}, what a resume compares;
   *     {@code training} and {@code evaluation}, the newest figures of each kind; or, of a
   *     directory of several trainings as {@code recommend} and {@code a-sft} write it, {@code
   *     trainings}, the last update in the metrics of each by its name under {@code runs}
   * @throws IllegalArgumentException if it is no directory of a run, or a file is malformed
   */
  public static ObjectNode of(Path out) {
    if (Files.isDirectory(out.resolve(RUNS))) {
      return ofTrainings(out.resolve(RUNS));
    }
    Path metrics = out.resolve(METRICS);
    checkArgument(
        Files.isRegularFile(metrics),
        "--run: expected the directory of a run, with its metrics.jsonl, got %s",
        out);
    List<MetricLine> lines = MetricsFile.read(metrics);
    Optional<Checkpoint> newest = Checkpoints.in(out).newest();
    long update = last(lines);
    ObjectNode described =
        JSON.createObjectNode()
            .put(
                "summary",
                String.format(
                    "a run with %d updates recorded; %s",
                    update,
                    newest
                        .map(at -> "its newest checkpoint is of update " + at.update())
                        .orElse("no checkpoint yet")))
            .put("update", update)
            .put("checkpoint", newest.map(Checkpoint::update).orElse(null));
    newest.ifPresent(at -> at.identity().forEach(described.putObject("settings")::put));
    for (MetricLine.Kind kind : MetricLine.Kind.values()) {
      ObjectNode figures = described.putObject(kind.name().toLowerCase(Locale.ROOT));
      lines.stream()
          .filter(line -> line.kind() == kind)
          .reduce((earlier, later) -> later)
          .ifPresent(line -> line.values().forEach(figures::put));
    }
    return described;
  }

  private static ObjectNode ofTrainings(Path runs) {
    ObjectNode trainings = JSON.createObjectNode();
    try (Stream<Path> files = Files.walk(runs)) {
      files
          .filter(file -> file.endsWith(METRICS))
          .sorted()
          .forEach(
              file ->
                  trainings.put(
                      Joiner.on('/').join(runs.relativize(file.getParent())),
                      last(MetricsFile.read(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ObjectNode described =
        JSON.createObjectNode()
            .put("summary", String.format("%d trainings, ended or begun", trainings.size()));
    described.set("trainings", trainings);
    return described;
  }

  private static long last(List<MetricLine> lines) {
    return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).update();
  }
}
