package org.temper.algorithms.ppo;

/** The value losses of an iteration's updates. */
final class ValueSums {
  private double sum;
  private int updates;

  void add(double share) {
    sum += share;
  }

  void end() {
    updates++;
  }

  /** Mean over the updates; 0 where there was none. */
  double mean() {
    return sum / Math.max(1, updates);
  }
}
