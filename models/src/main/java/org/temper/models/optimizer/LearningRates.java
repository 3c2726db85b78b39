package org.temper.models.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.training.tracker.Tracker;
import org.temper.api.ContentHash;

/** Statements of learning rates, equal where the rates are. */
final class LearningRates {
  private static final int LAST_PROBE = 1 << 20;

  private LearningRates() {}

  /**
   * A tracker's own text where it has one, as the schedules of {@code algorithms.run} do; else a
   * hash of its rates at 0, 1, 2, 3, 4, 6, 8, 12 and so on up to 2²⁰ and 1.5 · 2²⁰ updates.
   *
   * @throws IllegalArgumentException if a rate changes by being asked for, as that of DJL's {@code
   *     MultiFactorTracker}
   */
  static String statement(Tracker rates) {
    if (hasText(rates)) {
      return rates.toString();
    }
    float first = rates.getNewValue(0);
    ContentHash hash = new ContentHash().add(first).add(rates.getNewValue(1));
    for (int update = 2; update <= LAST_PROBE; update *= 2) {
      hash.add(rates.getNewValue(update)).add(rates.getNewValue(update / 2 * 3));
    }
    float again = rates.getNewValue(0);
    checkArgument(
        again == first,
        "learningRate: expected rates that depend on the update alone, got %s and then %s for update"
            + " 0 of %s; compose one of algorithms.run.Schedules, or write a function",
        first,
        again,
        rates.getClass().getName());
    return "from " + first + ", " + hash.digits();
  }

  private static boolean hasText(Tracker rates) {
    try {
      return rates.getClass().getMethod("toString").getDeclaringClass() != Object.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every class has a toString", e);
    }
  }
}
