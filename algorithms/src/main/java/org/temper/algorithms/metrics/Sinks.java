package org.temper.algorithms.metrics;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several sinks as one; a close that fails does not keep the others open. */
public final class Sinks implements MetricSink {
  private final ImmutableList<MetricSink> sinks;

  public Sinks(List<MetricSink> sinks) {
    this.sinks = ImmutableList.copyOf(sinks);
  }

  @Override
  public void start(Start start) {
    sinks.forEach(sink -> sink.start(start));
  }

  @Override
  public void progress(int part, int parts) {
    sinks.forEach(sink -> sink.progress(part, parts));
  }

  @Override
  public void timed(MetricLine timing) {
    sinks.forEach(sink -> sink.timed(timing));
  }

  @Override
  public void record(MetricLine line) {
    sinks.forEach(sink -> sink.record(line));
  }

  @Override
  public void close() {
    @Nullable RuntimeException failure = null;
    for (MetricSink sink : sinks) {
      try {
        sink.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
