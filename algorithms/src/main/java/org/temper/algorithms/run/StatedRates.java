package org.temper.algorithms.run;

import ai.djl.training.tracker.Tracker;

/**
 * A schedule that states its numbers as its text.
 *
 * @param statement its form and numbers
 * @param rates the learning rates
 */
record StatedRates(String statement, Tracker rates) implements Tracker {

  @Override
  public float getNewValue(int update) {
    return rates.getNewValue(update);
  }

  @Override
  public String toString() {
    return statement;
  }
}
