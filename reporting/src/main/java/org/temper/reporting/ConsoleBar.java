package org.temper.reporting;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar on the standard error stream, of so many things that are gone through. */
public final class ConsoleBar implements AutoCloseable {
  private static final int INTERVAL_MILLIS = 500;

  private final ProgressBar bar;

  /**
   * A bar at its beginning.
   *
   * @param task what is done
   * @param unit what {@code unitSize} things are called
   * @param unitSize how many things make a unit
   * @param things how many there are
   */
  public ConsoleBar(String task, String unit, long unitSize, long things) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(" " + unit, unitSize)
            .setInitialMax(things)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .showSpeed()
            .build();
  }

  /**
   * Goes on.
   *
   * @param things how many more
   */
  public void advance(long things) {
    bar.stepBy(things);
  }

  @Override
  public void close() {
    bar.close();
  }
}
