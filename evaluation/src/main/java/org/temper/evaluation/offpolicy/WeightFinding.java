package org.temper.evaluation.offpolicy;

/** The finding about importance weights that makes an estimate doubtful. */
public enum WeightFinding {
  /** The weights are so uneven that few rows decide. */
  FEW_EFFECTIVE_ROWS(
      "few rows decide: the interval is too narrow, and what it rests on is mostly chance"),
  /** The weights' mean is not 1, as it must be. */
  MEAN_WEIGHT_NOT_ONE(
      "the mean weight is not 1: propensities or target probabilities are wrong, or the log lacks"
          + " actions that the policy would take");

  private final String meaning;

  WeightFinding(String meaning) {
    this.meaning = meaning;
  }

  /**
   * What it means, for people to read.
   *
   * @return half a line
   */
  public String meaning() {
    return meaning;
  }
}
