package org.temper.evaluation.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.stream.Stream;
import org.temper.evaluation.calibration.binning.BinTally;
import org.temper.evaluation.calibration.binning.Bins;
import org.temper.evaluation.calibration.binning.ErrorNorm;

/**
 * A tally of probabilities over classes, for the classwise calibration error: each class has its
 * own bins, in which its probability is compared with how often it was the true one, so that a
 * class that is seldom the most probable counts too. It takes rows one by one, keeps none, and
 * merges.
 *
 * <p>Used by one thread at a time.
 */
public final class ClasswiseTally {
  private static final double SUM_TOLERANCE = 1e-3;

  private final ImmutableList<BinTally> classes;

  /**
   * A tally without rows.
   *
   * @param classes how many classes there are, at least 2
   * @param bins the bins of every class
   * @throws IllegalArgumentException if there are fewer classes
   */
  public ClasswiseTally(int classes, Bins bins) {
    checkArgument(classes >= 2, "classes: expected at least 2, got %s", classes);
    this.classes =
        Stream.generate(() -> new BinTally(bins))
            .limit(classes)
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Counts a row.
   *
   * @param probabilities [classes], each in [0, 1], with the sum 1 to 0.001
   * @param label which class is the true one, from 0
   * @throws IllegalArgumentException if there are more or fewer probabilities than classes, one is
   *     out of its range, their sum is not 1, or there is no such class
   */
  public void add(double[] probabilities, int label) {
    checkArgument(
        probabilities.length == classes.size(),
        "probabilities: expected one of each of %s classes, got %s",
        classes.size(),
        probabilities.length);
    checkArgument(
        label >= 0 && label < classes.size(),
        "label: expected a class from 0 to %s, got %s",
        classes.size() - 1,
        label);
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      double probability = probabilities[i];
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "probabilities[" + i + "]: expected a number from 0 to 1, got " + probability);
      }
      sum += probability;
    }
    checkArgument(
        Math.abs(sum - 1) <= SUM_TOLERANCE,
        "probabilities: expected the sum 1, got %s; apply a softmax first",
        sum);
    for (int i = 0; i < probabilities.length; i++) {
      classes.get(i).add(probabilities[i], i == label ? 1 : 0);
    }
  }

  /**
   * Adds the rows of another tally, which stays as it is.
   *
   * @param other a tally with as many classes and the same bins
   * @throws IllegalArgumentException if its classes or bins are others
   */
  public void merge(ClasswiseTally other) {
    checkArgument(
        other.classes.size() == classes.size(),
        "other: expected a tally of %s classes, got %s",
        classes.size(),
        other.classes.size());
    for (int i = 0; i < classes.size(); i++) {
      classes.get(i).merge(other.classes.get(i));
    }
  }

  /**
   * The classes' tallies, for a reliability diagram of each.
   *
   * @return by class
   */
  public ImmutableList<BinTally> classes() {
    return classes;
  }

  /**
   * The classwise calibration error: for L1 the mean of the classes' errors, for L2 the root of the
   * mean of their squares, for MAX the greatest.
   *
   * @param norm the norm
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no row
   * @see <a href="https://arxiv.org/abs/1910.12656">Kull et al. 2019, Beyond Temperature
   *     Scaling</a>
   */
  public double error(ErrorNorm norm) {
    double[] errors = classes.stream().mapToDouble(tally -> tally.error(norm)).toArray();
    double sum = 0;
    double greatest = 0;
    for (double error : errors) {
      sum += norm == ErrorNorm.L2 ? error * error : error;
      greatest = Math.max(greatest, error);
    }
    return switch (norm) {
      case L1 -> sum / errors.length;
      case L2 -> Math.sqrt(sum / errors.length);
      case MAX -> greatest;
    };
  }
}
