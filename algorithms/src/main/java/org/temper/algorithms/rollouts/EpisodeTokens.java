package org.temper.algorithms.rollouts;

import com.google.common.primitives.ImmutableDoubleArray;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/**
 * The tokens of a rewarded episode and what it says of each, in the order of {@link
 * Trajectory#toSequence}. Tokens that the policy did not produce have 0 everywhere.
 *
 * <p>An action's own reward lies on its last token. The rest of what the episode was worth, its
 * reward less those, lies on the last token that the policy produced: all of it where only the
 * whole was judged. An action without tokens has no token for its reward, which is part of the rest
 * then. An episode without any token of the policy's can carry none: its reward is left to the
 * caller, and all is 0 here.
 *
 * @param rewards the reward on each token; they sum to the episode's
 * @param logProbs log-probability of each token under the policy as it was when it chose it, in
 *     nats, at temperature 1: what {@code Policy.score} would have said
 * @param behaviorLogProbs log-probability of each token under the distribution that it was drawn
 *     from, in nats
 */
public record EpisodeTokens(
    ImmutableDoubleArray rewards,
    ImmutableDoubleArray logProbs,
    ImmutableDoubleArray behaviorLogProbs) {

  /**
   * The tokens of an episode.
   *
   * @param episode the episode and its reward
   * @return what it says of each token
   */
  public static EpisodeTokens of(RewardedTrajectory episode) {
    int length = episode.trajectory().tokens().length();
    double[] rewards = new double[length];
    double[] logProbs = new double[length];
    double[] behaviorLogProbs = new double[length];
    double rest = episode.reward();
    int last = -1;
    int position = 0;
    for (Segment segment : episode.trajectory().segments()) {
      int size = segment.tokens().length();
      if (segment instanceof Segment.Action action && size > 0) {
        for (int i = 0; i < size; i++) {
          logProbs[position + i] = action.logProbs().get(i);
          behaviorLogProbs[position + i] = action.behaviorLogProbs().get(i);
        }
        last = position + size - 1;
        if (action.reward().isPresent()) {
          rewards[last] = action.reward().getAsDouble();
          rest -= rewards[last];
        }
      }
      position += size;
    }
    if (last >= 0) {
      rewards[last] += rest;
    }
    return new EpisodeTokens(
        ImmutableDoubleArray.copyOf(rewards),
        ImmutableDoubleArray.copyOf(logProbs),
        ImmutableDoubleArray.copyOf(behaviorLogProbs));
  }
}
