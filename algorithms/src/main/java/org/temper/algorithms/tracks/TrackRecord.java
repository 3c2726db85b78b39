package org.temper.algorithms.tracks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.data.JsonFile;

/**
 * The record that a directory's model is finished, by what, and what it took.
 *
 * @param out the directory
 */
record TrackRecord(Path out) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String IDENTITY = "identity";
  private static final String COMPLETIONS = "completions";
  private static final String SECONDS = "seconds";
  private static final String PEAK = "peak_memory_mib";

  Path model() {
    return out.resolve("model");
  }

  private Path file() {
    return out.resolve("track.json");
  }

  boolean isFinished() {
    return Files.exists(file());
  }

  TrackResult read() throws IOException {
    ObjectNode record = JsonFile.read(file());
    ImmutableMap.Builder<String, String> identity = ImmutableMap.builder();
    record
        .path(IDENTITY)
        .properties()
        .forEach(entry -> identity.put(entry.getKey(), entry.getValue().asText()));
    return new TrackResult(
        model(),
        identity.buildOrThrow(),
        new TrackResult.Effort(
            record.path(COMPLETIONS).asLong(),
            record.path(SECONDS).asDouble(),
            record.path(PEAK).asDouble()));
  }

  TrackResult finish(Map<String, String> identity, TrackResult.Effort effort) {
    ObjectNode record =
        JSON.createObjectNode()
            .put(COMPLETIONS, effort.completions())
            .put(SECONDS, effort.seconds())
            .put(PEAK, effort.peakMemoryMib());
    ObjectNode stated = record.putObject(IDENTITY);
    identity.forEach(stated::put);
    AtomicFiles.write(
        file(),
        stream -> stream.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record)));
    return new TrackResult(model(), identity, effort);
  }

  /** What the run in the directory took, over all its resumes. */
  TrackResult.Effort effort() {
    double completions = 0;
    for (MetricLine line : training("metrics.jsonl")) {
      completions +=
          value(line, PolicyMetrics.EPISODES.name()) + value(line, PolicyMetrics.LEFT_OUT.name());
    }
    double seconds = 0;
    double peak = 0;
    for (MetricLine line : training("timings.jsonl")) {
      seconds += value(line, SECONDS);
      peak = Math.max(peak, value(line, PEAK));
    }
    return new TrackResult.Effort((long) completions, seconds, peak);
  }

  private List<MetricLine> training(String file) {
    return MetricsFile.readUpTo(out.resolve(file), Long.MAX_VALUE).stream()
        .filter(line -> line.kind() == MetricLine.Kind.TRAINING)
        .toList();
  }

  private static double value(MetricLine line, String name) {
    return line.values().getOrDefault(name, 0.0);
  }
}
