package org.temper.algorithms.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/**
 * A metric's declaration: the one place that says what a figure is called, what it is measured in,
 * what it means, and how the values of micro-batches become one. Tallies, files, curves, tables and
 * {@code docs/metrics.md} follow from it.
 *
 * @param name in lower snake case, digits and {@code @} allowed, such as {@code chosen_reward}
 * @param unit what it is measured in, such as {@code nats per token}; empty for a plain number
 * @param definition what it is, in a sentence or an equation
 * @param averaging how the values of micro-batches become that of an update or an evaluation
 */
public record Metric(String name, String unit, String definition, Averaging averaging) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_@]*");

  /** The Euclidean norm of all gradients together, before clipping. */
  public static final Metric GRADIENT_NORM =
      last(
          "gradient_norm",
          "the loss's, per unit of the parameters",
          "Euclidean norm of all gradients together, before clipping");

  /** The learning rate of an update. */
  public static final Metric LEARNING_RATE =
      last(
          "learning_rate",
          "",
          "the rate that the update used, 0 where none was made; the first update of a warmup of W is"
              + " at `peak / (W + 1)`");

  /** How the values of micro-batches become one. */
  public enum Averaging {
    /** The sum of all values over the count of all: a mean over tokens, pairs or episodes. */
    MEAN,
    /** The sum: counts, and shares of a loss that are divided by the global normalizer already. */
    SUM,
    /** The last value: what an update has one of. */
    LAST,
    /** The smallest value. */
    MIN,
    /** The largest value. */
    MAX,
    /** The standard deviation of all values, taken as the whole population. */
    DEVIATION
  }

  /** Checks. */
  public Metric {
    checkArgument(
        NAME.matcher(name).matches(),
        "name: expected lower snake case such as chosen_reward, got %s",
        Excerpt.of(name));
    checkArgument(!definition.isBlank(), "definition: expected a sentence, got none");
  }

  /**
   * A loss, whose shares are divided by the global normalizer and add up.
   *
   * @param unit what it is measured in
   * @param definition the equation
   * @return the metric {@code loss}
   */
  public static Metric loss(String unit, String definition) {
    return new Metric("loss", unit, definition, Averaging.SUM);
  }

  /**
   * A mean over all micro-batches together.
   *
   * @param name in lower snake case
   * @param unit what it is measured in
   * @param definition what it is
   * @return the metric
   */
  public static Metric mean(String name, String unit, String definition) {
    return new Metric(name, unit, definition, Averaging.MEAN);
  }

  /**
   * A sum over all micro-batches.
   *
   * @param name in lower snake case
   * @param unit what it is measured in
   * @param definition what it is
   * @return the metric
   */
  public static Metric sum(String name, String unit, String definition) {
    return new Metric(name, unit, definition, Averaging.SUM);
  }

  /**
   * A figure that an update has one of.
   *
   * @param name in lower snake case
   * @param unit what it is measured in
   * @param definition what it is
   * @return the metric
   */
  public static Metric last(String name, String unit, String definition) {
    return new Metric(name, unit, definition, Averaging.LAST);
  }

  /**
   * A standard deviation over all micro-batches together.
   *
   * @param name in lower snake case
   * @param unit what it is measured in
   * @param definition what it is
   * @return the metric
   */
  public static Metric deviation(String name, String unit, String definition) {
    return new Metric(name, unit, definition, Averaging.DEVIATION);
  }

  /**
   * Declarations of what an update gives.
   *
   * @param loss the loss
   * @param figures what is measured beside it
   * @return both, then {@link #GRADIENT_NORM} and {@link #LEARNING_RATE}
   */
  public static List<Metric> ofUpdate(Metric loss, Metric... figures) {
    return ImmutableList.<Metric>builder()
        .add(loss)
        .add(figures)
        .add(GRADIENT_NORM, LEARNING_RATE)
        .build();
  }
}
