package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/** A judge of sessions that are recommended after given histories. */
@FunctionalInterface
interface SessionJudge {

  /**
   * Rewards of sessions after one history.
   *
   * @param query position of the history
   * @param sessions items that are recommended after it, as many each
   * @return a reward of each
   */
  double[] of(int query, List<ImmutableIntArray> sessions);
}
