package org.temper.algorithms.run;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.metrics.RunUnit;
import org.temper.algorithms.metrics.Sinks;

/** The record that a run writes down as it goes: its own files, and the sinks of its caller. */
final class RunRecord implements AutoCloseable {
  private static final double MIB = 1 << 20;

  private final MetricsFile metrics;
  private final MetricsFile timings;
  private final Sinks sinks;

  private RunRecord(MetricsFile metrics, MetricsFile timings, List<MetricSink> others) {
    this.metrics = metrics;
    this.timings = timings;
    this.sinks = new Sinks(ImmutableList.<MetricSink>builder().addAll(others).add(metrics).build());
  }

  static RunRecord open(RunConfig config, Optional<Checkpoint> from, List<MetricSink> sinks) {
    Path metrics = config.out().resolve(TrainingRun.METRICS);
    Path timings = config.out().resolve(TrainingRun.TIMINGS);
    return from.map(
            checkpoint ->
                new RunRecord(
                    MetricsFile.resume(metrics, checkpoint.update()),
                    MetricsFile.resume(timings, checkpoint.update()),
                    sinks))
        .orElseGet(
            () -> new RunRecord(MetricsFile.create(metrics), MetricsFile.create(timings), sinks));
  }

  /** The lines from before a resume. */
  List<MetricLine> earlier() {
    return metrics.earlier();
  }

  void start(RunUnit unit, long firstUpdate, long totalUpdates, Map<String, String> units) {
    sinks.start(new MetricSink.Start(unit, firstUpdate, totalUpdates, metrics.earlier(), units));
  }

  /** The parts of an update, which tell the sinks how far going through them has come. */
  <B> List<B> watched(List<B> parts) {
    return new AbstractList<>() {
      @Override
      public B get(int index) {
        sinks.progress(index + 1, parts.size());
        return parts.get(index);
      }

      @Override
      public int size() {
        return parts.size();
      }
    };
  }

  /** Records a line, and apart from it what differs from machine to machine. */
  void record(MetricLine line, Stopwatch watch, OptionalLong tokens) {
    double seconds = watch.elapsed(TimeUnit.NANOSECONDS) / 1e9;
    ImmutableMap.Builder<String, Double> effort = ImmutableMap.builder();
    effort.put("seconds", seconds);
    tokens.ifPresent(count -> effort.put("tokens_per_second", count / seconds));
    NativeMemory.peakBytes().ifPresent(bytes -> effort.put("peak_memory_mib", bytes / MIB));
    MetricLine timing =
        new MetricLine(line.update(), line.epoch(), line.kind(), effort.buildOrThrow());
    timings.record(timing);
    sinks.timed(timing);
    sinks.record(line);
  }

  void force() {
    metrics.force();
    timings.force();
  }

  @Override
  public void close() {
    try {
      sinks.close();
    } finally {
      timings.close();
    }
  }
}
