package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;

/** A judge of sessions that are recommended after given histories. */
@FunctionalInterface
interface SessionJudge {

  /**
   * A session's reward.
   *
   * @param query position of the history
   * @param items what is recommended after it
   */
  double of(int query, ImmutableIntArray items);
}
