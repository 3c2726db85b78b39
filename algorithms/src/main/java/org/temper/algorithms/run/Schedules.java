package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.training.tracker.CosineTracker;
import ai.djl.training.tracker.LinearTracker;
import ai.djl.training.tracker.Tracker;
import ai.djl.training.tracker.WarmUpTracker;

/**
 * Learning rates over the updates of a run, composed of DJL's trackers.
 *
 * <p>A tracker is asked with the number of updates made before, so 0 at the first. The warmup is
 * linear and its first update is already above 0: update {@code u} of {@code W} gets {@code peak ·
 * (u + 1) / (W + 1)}, and update {@code W} the peak. A decay lasts from there to the end of the run
 * and reaches its final value just after the last update, so that no update is spent at a rate of
 * 0. A schedule states its numbers as text, by which an optimizer says which one it follows. (DJL's
 * own warmup begins at 0 unless told otherwise, which would lose the first update.)
 */
public final class Schedules {

  private Schedules() {}

  /**
   * Warmup, then the peak.
   *
   * @param peak the learning rate, above 0
   * @param warmup updates below the peak, at least 0
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static Tracker constant(double peak, int warmup) {
    checkPeak(peak);
    checkArgument(warmup >= 0, "warmup: expected at least 0, got %s", warmup);
    return new StatedRates(
        String.format("constant(peak %s, warmup %s)", peak, warmup),
        warm(Tracker.fixed((float) peak), peak, warmup));
  }

  /**
   * Warmup, then half a cosine down: {@code end + (peak − end) · (1 + cos(π · n / N)) / 2}, where
   * {@code n} counts updates from the peak and {@code N = updates − warmup} (Loshchilov and Hutter
   * 2017, arXiv:1608.03983, equation 5, without restarts).
   *
   * @param peak the highest learning rate, above 0
   * @param end the rate that is reached after the last update, at least 0 and below the peak
   * @param warmup updates below the peak at the beginning, at least 0
   * @param updates updates of the whole run, above {@code warmup}
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static Tracker cosine(double peak, double end, int warmup, int updates) {
    checkDecay(peak, end, warmup, updates);
    Tracker decay =
        CosineTracker.builder()
            .setBaseValue((float) peak)
            .optFinalValue((float) end)
            .setMaxUpdates(updates - warmup)
            .build();
    return stated("cosine", peak, end, warmup, updates, decay);
  }

  /**
   * Warmup, then a straight line down: {@code peak − (peak − end) · n / N}, where {@code n} counts
   * updates from the peak and {@code N = updates − warmup}.
   *
   * @param peak the highest learning rate, above 0
   * @param end the rate that is reached after the last update, at least 0 and below the peak
   * @param warmup updates below the peak at the beginning, at least 0
   * @param updates updates of the whole run, above {@code warmup}
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static Tracker linear(double peak, double end, int warmup, int updates) {
    checkDecay(peak, end, warmup, updates);
    Tracker decay =
        LinearTracker.builder()
            .setBaseValue((float) peak)
            .optSlope((float) ((end - peak) / (updates - warmup)))
            .optMaxUpdates(updates - warmup)
            .build();
    return stated("linear", peak, end, warmup, updates, decay);
  }

  private static Tracker stated(
      String form, double peak, double end, int warmup, int updates, Tracker decay) {
    return new StatedRates(
        String.format(
            "%s(peak %s, end %s, warmup %s, updates %s)", form, peak, end, warmup, updates),
        warm(decay, peak, warmup));
  }

  private static Tracker warm(Tracker main, double peak, int warmup) {
    return warmup == 0
        ? main
        : WarmUpTracker.builder()
            .setMainTracker(main)
            .optWarmUpSteps(warmup)
            // DJL's line runs from this at update 0 to the main tracker's first value at W.
            .optWarmUpBeginValue((float) (peak / (warmup + 1)))
            .build();
  }

  private static void checkPeak(double peak) {
    checkArgument(
        peak > 0 && Double.isFinite(peak), "peak: expected a finite number above 0, got %s", peak);
  }

  private static void checkDecay(double peak, double end, int warmup, int updates) {
    checkPeak(peak);
    checkArgument(
        end >= 0 && end < peak,
        "end: expected at least 0 and below the peak %s, got %s",
        peak,
        end);
    checkArgument(warmup >= 0, "warmup: expected at least 0, got %s", warmup);
    checkArgument(
        updates > warmup, "updates: expected more than the warmup's %s, got %s", warmup, updates);
  }
}
