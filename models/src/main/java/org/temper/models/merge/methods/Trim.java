package org.temper.models.merge.methods;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.DoubleMath;
import java.math.RoundingMode;

/**
 * The choice of the largest magnitudes of a task vector; what is not among them counts as 0.
 *
 * @param density the share that is kept, above 0 and at most 1; at 1 all is
 * @param scope of what it is a share
 * @param count how the share becomes a number of magnitudes
 * @param equal what becomes of magnitudes equal to the smallest that is kept
 */
public record Trim(double density, Scope scope, Count count, EqualMagnitudes equal) {

  /** What magnitudes are compared with. */
  public enum Scope {
    /** All of the task vector, as in the paper: some tensors keep more than others. */
    MODEL,
    /** Those of the same tensor, as in mergekit: each keeps the same share. */
    TENSOR
  }

  /** How many of n magnitudes are kept. */
  public enum Count {
    /** ⌊density · n⌋, and at least one, as in mergekit. */
    FLOOR,
    /** ⌈density · n⌉. */
    CEILING,
    /** ⌊density · n⌋ + 1, as in the code of the paper, whose threshold is kept itself. */
    FLOOR_PLUS_ONE
  }

  /** Which of equal magnitudes are kept where there are more than the count has room for. */
  public enum EqualMagnitudes {
    /** All of them, as in the code of the paper: the order of the numbers has no effect. */
    ALL,
    /**
     * The first, in the order in which the tensor is stored, until the count is reached; as in
     * mergekit.
     */
    FIRST
  }

  /** Checks the density. */
  public Trim {
    checkArgument(
        density > 0 && density <= 1, "density: expected above 0 and at most 1, got %s", density);
    checkArgument(
        scope == Scope.TENSOR || equal == EqualMagnitudes.ALL,
        "equal: expected ALL for the scope MODEL, which has no first, got %s",
        equal);
  }

  /**
   * Trimming as the paper's authors do it: over the whole task vector.
   *
   * @param density the share that is kept
   * @return the choice
   */
  public static Trim paper(double density) {
    return new Trim(density, Scope.MODEL, Count.FLOOR_PLUS_ONE, EqualMagnitudes.ALL);
  }

  /**
   * Trimming as mergekit does it: tensor by tensor.
   *
   * @param density the share that is kept
   * @return the choice
   */
  public static Trim mergekit(double density) {
    return new Trim(density, Scope.TENSOR, Count.FLOOR, EqualMagnitudes.FIRST);
  }

  /**
   * How many of some magnitudes are kept.
   *
   * @param numbers how many there are
   * @return at most as many
   */
  public long kept(long numbers) {
    double share = density * numbers;
    long kept =
        switch (count) {
          case FLOOR -> Math.max(1, (long) share);
          case CEILING -> DoubleMath.roundToLong(share, RoundingMode.CEILING);
          case FLOOR_PLUS_ONE -> (long) share + 1;
        };
    return Math.min(kept, numbers);
  }
}
