package org.temper.algorithms.rollouts;

import java.util.List;

/** An iteration without a known reward of any episode: there is nothing to learn from. */
public final class NoRewardException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param episodes how many were played
   * @param epoch the epoch, from 0
   * @param iteration the iteration in the epoch, from 0
   * @param reasons why they have no reward
   */
  NoRewardException(int episodes, int epoch, int iteration, List<String> reasons) {
    super(
        "rewards: expected one for at least one of the "
            + episodes
            + " episodes of epoch "
            + epoch
            + ", iteration "
            + iteration
            + ", got none; "
            + (reasons.isEmpty() ? "all are NaN" : String.join("; ", reasons)));
  }
}
