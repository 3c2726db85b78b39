package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import java.util.Arrays;

/**
 * A log with all that might have been drawn: in each row the probabilities of all K actions under
 * the logging policy and under the policy to evaluate, and what a model says of each. Simulators
 * know all of it, and so does whoever runs both policies; SWITCH needs it.
 */
public final class LoggedChoices {
  /** What probabilities may lack of a sum of 1, as those of float32 do. */
  private static final double SLACK = 1e-4;

  private final int[] actions;
  private final double[] rewards;
  private final double[][] propensities;
  private final double[][] targets;
  private final double[][] modeled;

  private LoggedChoices(
      int[] actions,
      double[] rewards,
      double[][] propensities,
      double[][] targets,
      double[][] modeled) {
    this.actions = actions;
    this.rewards = rewards;
    this.propensities = propensities;
    this.targets = targets;
    this.modeled = modeled;
  }

  /**
   * Choices of arrays, which are copied.
   *
   * @param actions [N], the logged ones, from 0
   * @param rewards [N], theirs, finite
   * @param propensities [N, K], the logging policy's probabilities
   * @param targets [N, K], those of the policy to evaluate
   * @param modeled [N, K], modeled rewards, finite; the model's or, without one, 0
   * @return the choices
   * @throws IllegalArgumentException if sizes differ, probabilities do not sum to 1, the logging
   *     policy could not draw what it did, or, with row and action, the policy to evaluate draws
   *     what the logging policy never would: no log of it tells what that earns
   * @throws IndexOutOfBoundsException if there is no such action
   */
  public static LoggedChoices of(
      int[] actions,
      double[] rewards,
      double[][] propensities,
      double[][] targets,
      double[][] modeled) {
    int rows = actions.length;
    Rows.checkLength("rewards", rows, rewards.length);
    Rows.checkLength("propensities", rows, propensities.length);
    Rows.checkLength("targets", rows, targets.length);
    Rows.checkLength("modeled", rows, modeled.length);
    for (int row = 0; row < rows; row++) {
      checkDistribution("propensities", propensities[row], row);
      checkDistribution("targets", targets[row], row);
      checkRow(actions[row], propensities[row], targets[row], modeled[row], row);
    }
    LoggedChoices choices =
        new LoggedChoices(
            actions.clone(), rewards.clone(), copy(propensities), copy(targets), copy(modeled));
    choices.feedback();
    return choices;
  }

  /**
   * The logged actions alone.
   *
   * @return the feedback, row by row
   */
  public LoggedFeedback feedback() {
    return LoggedFeedback.of(rewards, ofLogged(propensities), ofLogged(targets));
  }

  /**
   * What the model says, as far as the direct method and doubly robust estimates need it.
   *
   * @return the modeled rewards, row by row
   */
  public ModeledRewards model() {
    double[] expected = new double[actions.length];
    Arrays.setAll(expected, row -> modeledAbove(row, Double.NEGATIVE_INFINITY));
    return ModeledRewards.of(ofLogged(modeled), expected);
  }

  int rows() {
    return actions.length;
  }

  int actions(int row) {
    return targets[row].length;
  }

  int logged(int row) {
    return actions[row];
  }

  double reward(int row) {
    return rewards[row];
  }

  double target(int row, int action) {
    return targets[row][action];
  }

  double modeled(int row, int action) {
    return modeled[row][action];
  }

  /** The importance weight; 0 for what neither policy draws. */
  double weight(int row, int action) {
    double target = targets[row][action];
    return target == 0 ? 0 : target / propensities[row][action];
  }

  /** Σ π(a | x) q(x, a) over the actions whose weight is above a threshold. */
  double modeledAbove(int row, double threshold) {
    double sum = 0;
    for (int action = 0; action < targets[row].length; action++) {
      if (weight(row, action) > threshold) {
        sum += targets[row][action] * modeled[row][action];
      }
    }
    return sum;
  }

  private double[] ofLogged(double[][] table) {
    double[] values = new double[actions.length];
    Arrays.setAll(values, row -> table[row][actions[row]]);
    return values;
  }

  private static void checkDistribution(String argument, double[] probabilities, int row) {
    double sum = 0;
    for (double probability : probabilities) {
      Rows.check(
          probability >= 0 && probability <= 1,
          argument,
          "probabilities from 0 to 1",
          probability,
          row);
      sum += probability;
    }
    Rows.check(Math.abs(sum - 1) <= SLACK, argument, "probabilities that sum to 1", sum, row);
  }

  private static void checkRow(
      int action, double[] propensities, double[] targets, double[] modeled, int row) {
    checkElementIndex(action, propensities.length, "action");
    checkActions("targets", propensities.length, targets.length, row);
    checkActions("modeled", propensities.length, modeled.length, row);
    for (int other = 0; other < targets.length; other++) {
      checkArgument(
          targets[other] == 0 || propensities[other] > 0,
          "targets: expected 0 where the logging policy never draws, got %s for action %s of row"
              + " %s",
          targets[other],
          other,
          row);
      Rows.checkFinite("modeled", modeled[other], row);
    }
  }

  private static void checkActions(String argument, int expected, int found, int row) {
    checkArgument(
        found == expected,
        "%s: expected one for each of %s actions, got %s in row %s",
        argument,
        expected,
        found,
        row);
  }

  private static double[][] copy(double[][] table) {
    double[][] copy = new double[table.length][];
    Arrays.setAll(copy, row -> table[row].clone());
    return copy;
  }
}
