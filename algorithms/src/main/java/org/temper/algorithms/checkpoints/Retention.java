package org.temper.algorithms.checkpoints;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;

/**
 * A rule for which checkpoints stay on disk.
 *
 * @param last how many of the newest, at least 1
 * @param best which one stays beside them, if any
 */
public record Retention(int last, Optional<Best> best) {

  /** Checks. */
  public Retention {
    checkArgument(last >= 1, "last: expected at least 1, got %s", last);
  }

  /**
   * Keeps the newest.
   *
   * @param count how many, at least 1
   * @return the rule
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  public static Retention last(int count) {
    return new Retention(count, Optional.empty());
  }

  /**
   * This rule, which also keeps the best.
   *
   * @param metric a name that the evaluator gives
   * @param direction which values are better
   * @return a new rule
   */
  public Retention andBest(String metric, Direction direction) {
    return new Retention(last, Optional.of(new Best(metric, direction)));
  }

  /**
   * What makes a checkpoint the best: its own evaluation.
   *
   * @param metric a name that the evaluator gives
   * @param direction which values are better
   */
  public record Best(String metric, Direction direction) {

    /**
     * A value as a number of which larger is better.
     *
     * @param value the figure
     * @return the figure, with its sign changed where smaller ones are better
     */
    public double score(double value) {
      return switch (direction) {
        case MIN -> -value;
        case MAX -> value;
      };
    }
  }

  /** Which values are better. */
  public enum Direction {
    /** Smaller ones. */
    MIN,
    /** Larger ones. */
    MAX
  }
}
