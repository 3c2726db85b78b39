package org.temper.algorithms.tracks;

import org.temper.api.Policy;

/** A method of learning from a track's episodes: any trainer of iterations. */
@FunctionalInterface
public interface TrackMethod {

  /**
   * A learner of a policy.
   *
   * @param policy what is trained
   * @param iterations how many iterations it will learn from, for schedules
   * @param seed decides whatever is random
   * @return the learner, to be closed by the caller
   */
  TrackLearner learner(Policy policy, int iterations, long seed);
}
