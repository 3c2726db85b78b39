package org.temper.models.merge.methods;

/**
 * The election of a sign for each parameter, after which only what has that sign is joined.
 *
 * <p>The sign is that of the weighted sum of the task vectors, as they are after trimming or
 * dropping.
 *
 * @param agreeing how what has the elected sign is joined
 * @param undecided the sign where the sum is exactly 0
 */
public record SignConsensus(Agreeing agreeing, Undecided undecided) {

  /** How the numbers that have the elected sign are joined. */
  public enum Agreeing {
    /** Their weighted mean over those that agree. */
    MEAN,
    /** Their weighted sum. */
    SUM
  }

  /** The sign of a sum of 0. */
  public enum Undecided {
    /** None: the parameter stays as it is in the base, as in the paper, whose sign of 0 is 0. */
    NONE,
    /** Positive, as in mergekit. */
    POSITIVE
  }

  /**
   * The election of the TIES paper: a mean, and no sign where there is none.
   *
   * @return the consensus
   */
  public static SignConsensus paper() {
    return new SignConsensus(Agreeing.MEAN, Undecided.NONE);
  }

  /**
   * The sign that is agreed on.
   *
   * @param sum of what the experts change
   * @return 1, −1, or 0 where there is none
   */
  public double sign(double sum) {
    return sum == 0 && undecided == Undecided.POSITIVE ? 1 : Math.signum(sum);
  }
}
