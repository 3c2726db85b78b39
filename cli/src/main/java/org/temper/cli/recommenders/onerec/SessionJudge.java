package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/** A judge of sessions that are recommended after given histories. */
@FunctionalInterface
interface SessionJudge {

  /**
   * A session after a history.
   *
   * @param query position of the history
   * @param items what is recommended after it
   */
  record Recommended(int query, ImmutableIntArray items) {}

  /**
   * Rewards of sessions.
   *
   * @param sessions of as many items each
   * @return a reward of each
   */
  double[] of(List<Recommended> sessions);
}
