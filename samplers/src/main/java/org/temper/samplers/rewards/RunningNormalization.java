package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.temper.api.Stateful;

/**
 * Rewards divided by the standard deviation of all rewards seen so far, and centered on their mean
 * or not, as it was made. Mean and variance run over all calls; a batch enters them before it is
 * shaped by them, so that the first batch is not left raw. The variance is the biased one, M2 / n.
 *
 * <p>The deviation has {@value #EPSILON} added to it and is taken as 1 while it is 0: where all
 * rewards seen were equal, but for rounding, centered ones are 0 and others are as they were.
 *
 * <p>Welford 1962, Note on a Method for Calculating Corrected Sums of Squares and Products; batches
 * joined after Chan, Golub and LeVeque 1983, Algorithms for Computing the Sample Variance, equation
 * 2.1. To be used by one thread at a time.
 */
public final class RunningNormalization implements RewardShaping, Stateful, AutoCloseable {
  private static final String STATISTICS = "statistics";
  private static final double EPSILON = 1e-8;

  /** Eight roundings to float32, in which models give rewards. */
  private static final double ROUNDING = 8 * 1.2e-7;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  // Count, mean, and sum of squared deviations from it.
  private final NDArray statistics = manager.create(new double[3], new Shape(3));
  private final Center center;

  private enum Center {
    MEAN,
    ZERO
  }

  private RunningNormalization(Center center) {
    this.center = center;
  }

  /**
   * Rewards less their running mean, divided by their running deviation.
   *
   * @return the shaping with nothing seen, to be closed by the caller
   */
  public static RunningNormalization centered() {
    return new RunningNormalization(Center.MEAN);
  }

  /**
   * Rewards divided by their running deviation about their mean, and not centered: a positive
   * reward stays positive.
   *
   * @return the shaping with nothing seen, to be closed by the caller
   */
  public static RunningNormalization scaled() {
    return new RunningNormalization(Center.ZERO);
  }

  @Override
  public double[] shaped(double[] rewards, int[] completionLengths) {
    OneEach.check(rewards, completionLengths);
    double[] known = Arrays.stream(rewards).filter(reward -> !Double.isNaN(reward)).toArray();
    for (double reward : known) {
      checkArgument(
          Double.isFinite(reward), "rewards: expected finite numbers or NaN, got %s", reward);
    }
    if (known.length > 0) {
      add(known);
    }
    double mean = center == Center.MEAN ? mean() : 0;
    double deviation = deviation();
    if (deviation <= Math.abs(mean()) * ROUNDING) {
      return Arrays.stream(rewards).map(this::alike).toArray();
    }
    return Arrays.stream(rewards).map(reward -> (reward - mean) / (deviation + EPSILON)).toArray();
  }

  /** A reward among equal ones. */
  private double alike(double reward) {
    return Double.isNaN(reward) || center == Center.ZERO ? reward : 0;
  }

  private void add(double[] rewards) {
    double[] seen = statistics.toDoubleArray();
    double count = rewards.length;
    // About the first reward, so that equal rewards have a deviation of exactly 0.
    double origin = rewards[0];
    double mean = origin + Arrays.stream(rewards).map(r -> r - origin).sum() / count;
    double squares = Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
    double total = seen[0] + count;
    double delta = mean - seen[1];
    double joinedMean = seen[1] + delta * (count / total);
    double joinedSquares = seen[2] + squares + delta * delta * (seen[0] * count / total);
    try (NDArray joined =
        statistics.getManager().create(new double[] {total, joinedMean, joinedSquares})) {
      statistics.set(new NDIndex("..."), joined);
    }
  }

  /**
   * How many rewards were seen.
   *
   * @return the count, at least 0
   */
  public long count() {
    return (long) statistics.toDoubleArray()[0];
  }

  /**
   * The mean of the rewards that were seen.
   *
   * @return the mean, 0 before the first
   */
  public double mean() {
    return statistics.toDoubleArray()[1];
  }

  /**
   * The standard deviation of the rewards that were seen, about their mean.
   *
   * @return the deviation, 0 before the second
   */
  public double deviation() {
    double[] seen = statistics.toDoubleArray();
    return seen[0] == 0 ? 0 : Math.sqrt(seen[2] / seen[0]);
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code statistics}, float64 [3]: count, mean, sum of squared deviations
   */
  @Override
  public Map<String, NDArray> state() {
    return Map.of(STATISTICS, statistics);
  }

  /** Frees the statistics. */
  @Override
  public void close() {
    manager.close();
  }
}
