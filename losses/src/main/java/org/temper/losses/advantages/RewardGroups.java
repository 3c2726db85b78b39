package org.temper.losses.advantages;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.HostNumbers;
import org.temper.losses.arrays.Rounding;

/**
 * Rewards of ragged groups on the host, in float64.
 *
 * @param like the array they came from, which results resemble
 * @param rewards row-major
 * @param keep what belongs to a group, row-major
 * @param size the columns of a row
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RewardGroups(NDArray like, double[] rewards, boolean[] keep, int size) {

  static RewardGroups of(NDArray rewards, NDArray mask) {
    ArrayChecks.checkFloating("rewards", rewards);
    ArrayChecks.checkDimensions("rewards", rewards, 2, "[P, G]");
    ArrayChecks.checkMask("mask", mask, rewards);
    Shape shape = rewards.getShape();
    double[] numbers = HostNumbers.doubles(rewards);
    boolean[] keep = mask.toBooleanArray();
    HostNumbers.checkFinite("rewards", numbers, keep);
    return new RewardGroups(rewards, numbers, keep, Math.toIntExact(shape.get(1)));
  }

  int groups() {
    return size == 0 ? 0 : rewards.length / size;
  }

  int count(int group) {
    int count = 0;
    for (int i = group * size; i < (group + 1) * size; i++) {
      count += keep[i] ? 1 : 0;
    }
    return count;
  }

  /** The mean of a group's rewards, each weighed; by equal weights where all are 0. */
  double mean(int group, double[] weights) {
    double sum = 0;
    double total = 0;
    // From the first reward on, so that equal rewards have exactly their mean.
    double origin = Double.NaN;
    for (int i = group * size; i < (group + 1) * size; i++) {
      if (keep[i]) {
        origin = Double.isNaN(origin) ? rewards[i] : origin;
        sum += weights[i] * (rewards[i] - origin);
        total += weights[i];
      }
    }
    return total > 0 ? origin + sum / total : mean(group);
  }

  double mean(int group) {
    double sum = 0;
    int count = 0;
    double origin = Double.NaN;
    for (int i = group * size; i < (group + 1) * size; i++) {
      if (keep[i]) {
        origin = Double.isNaN(origin) ? rewards[i] : origin;
        sum += rewards[i] - origin;
        count++;
      }
    }
    return count > 0 ? origin + sum / count : 0;
  }

  /** The kept rewards, each less its group's baseline; 0 outside the mask. */
  double[] less(double[] baselines) {
    double[] differences = new double[rewards.length];
    for (int i = 0; i < rewards.length; i++) {
      if (keep[i]) {
        differences[i] = rewards[i] - baselines[i / size];
      }
    }
    return differences;
  }

  double[] lessMean() {
    double[] means = new double[groups()];
    for (int group = 0; group < means.length; group++) {
      means[group] = mean(group);
    }
    return less(means);
  }

  /**
   * What centered numbers from {@code from} to {@code to} are divided by: their unbiased standard
   * deviation, or infinity where it is no more than rounding of the rewards.
   */
  double divisor(double[] centered, int from, int to) {
    double largest = 0;
    double squares = 0;
    int count = 0;
    for (int i = from; i < to; i++) {
      if (keep[i]) {
        largest = Math.max(largest, Math.abs(rewards[i]));
        squares += centered[i] * centered[i];
        count++;
      }
    }
    double deviation = Math.sqrt(squares / Math.max(1, count - 1));
    return deviation > largest * Rounding.spread(like.getDataType())
        ? deviation
        : Double.POSITIVE_INFINITY;
  }

  NDArray array(double[] numbers) {
    return HostNumbers.like(like, numbers, like.getShape());
  }

  /** Baselines [P], finite for every group that has a member. */
  double[] baselines(String argument, NDArray array) {
    ArrayChecks.checkFloating(argument, array);
    checkArgument(
        array.getShape().equals(new Shape(groups())),
        "%s: expected shape (%s), got %s",
        argument,
        groups(),
        array.getShape());
    double[] baselines = HostNumbers.doubles(array);
    for (int group = 0; group < baselines.length; group++) {
      if (count(group) > 0) {
        HostNumbers.checkFinite(argument, baselines[group], group);
      }
    }
    return baselines;
  }
}
