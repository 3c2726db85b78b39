package org.temper.algorithms.metrics;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * A receiver of what a run records. Called on the run's thread; {@link #close} is called even when
 * it fails.
 */
public interface MetricSink extends AutoCloseable {

  /**
   * Called once, before anything is recorded.
   *
   * @param start what the run starts from
   */
  default void start(Start start) {}

  /**
   * Called as an update goes on, which takes minutes where the model is large.
   *
   * @param part the micro-batch that is looked at now, from 1; a trainer may go through them more
   *     than once
   * @param parts how many micro-batches the update has
   */
  default void progress(int part, int parts) {}

  /**
   * Takes what an update or evaluation took, just before its line: {@code seconds}, {@code
   * tokens_per_second} of an update whose batches count their tokens, and {@code peak_memory_mib}
   * where the operating system tells it.
   *
   * @param timing figures that no two runs have alike
   */
  default void timed(MetricLine timing) {}

  /**
   * Takes a line.
   *
   * @param line the line
   */
  void record(MetricLine line);

  @Override
  default void close() {}

  /**
   * What a run starts from.
   *
   * @param unit what the run counts; the numbers below are of it
   * @param firstUpdate updates that were made before, 0 for a fresh run
   * @param totalUpdates how many the run will have made at its end, as far as is known
   * @param earlier the lines recorded before a resume
   * @param units units of the metrics, by name
   */
  record Start(
      RunUnit unit,
      long firstUpdate,
      long totalUpdates,
      List<MetricLine> earlier,
      Map<String, String> units) {

    /** Copies. */
    public Start {
      earlier = ImmutableList.copyOf(earlier);
      units = ImmutableMap.copyOf(units);
    }
  }
}
