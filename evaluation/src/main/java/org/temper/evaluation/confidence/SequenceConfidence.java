package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.evaluation.recalibration.LabeledConfidences;

/**
 * Confidence by the probability of what was written: exp of a {@link LengthHandling}, {@link
 * LengthHandling#TOKEN_MEAN} being the length-normalized probability. A sum over more than some
 * tens of tokens lies so near 0 that it ranks, but says little before it is recalibrated.
 */
public final class SequenceConfidence {
  private SequenceConfidence() {}

  /**
   * The confidence of an answer.
   *
   * @param tokenLogProbs [T], in nats, at least one
   * @param handling what becomes of its length
   * @return from 0 to 1
   * @throws IllegalArgumentException if there is no token, or a log-probability is NaN or above 0
   */
  public static double of(ImmutableDoubleArray tokenLogProbs, LengthHandling handling) {
    return Math.exp(handling.of(tokenLogProbs));
  }

  /**
   * The confidence of all that the policy wrote in an episode, at temperature 1; what a tool or
   * another environment answered does not count.
   *
   * @param trajectory has an action with a token at least
   * @param handling what becomes of its length
   * @return from 0 to 1
   * @throws IllegalArgumentException if the policy wrote nothing
   */
  public static double of(Trajectory trajectory, LengthHandling handling) {
    ImmutableDoubleArray.Builder logProbs = ImmutableDoubleArray.builder();
    for (Segment.Action action : trajectory.actions()) {
      logProbs.addAll(action.logProbs());
    }
    ImmutableDoubleArray all = logProbs.build();
    checkArgument(!all.isEmpty(), "trajectory: expected a token by the policy, got none");
    return of(all, handling);
  }

  /**
   * Held-out answers to fit a recalibrator on.
   *
   * @param trajectories [N], each with a token by the policy
   * @param handling what becomes of their lengths
   * @param outcomes [N], 1 where the answer is correct, else 0
   * @return their confidences
   * @throws IllegalArgumentException if there is none, the lengths differ, an outcome is neither 0
   *     nor 1, or a trajectory has no token by the policy
   */
  public static LabeledConfidences labeled(
      List<Trajectory> trajectories, LengthHandling handling, int[] outcomes) {
    return new LabeledConfidences(
        ImmutableDoubleArray.copyOf(
            trajectories.stream().mapToDouble(trajectory -> of(trajectory, handling))),
        ImmutableIntArray.copyOf(outcomes));
  }
}
