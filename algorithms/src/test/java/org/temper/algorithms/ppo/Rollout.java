package org.temper.algorithms.ppo;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.temper.api.Ending;
import org.temper.api.Policy;
import org.temper.api.RewardedTrajectory;
import org.temper.api.Segment;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.Trajectory;

/** Makes rewarded episodes whose recorded log-probabilities are those of a policy. */
final class Rollout {
  private final List<Segment> segments = new ArrayList<>();

  private Rollout(long... prompt) {
    segments.add(new Segment.Prompt(ImmutableLongArray.copyOf(prompt)));
  }

  static Rollout after(long... prompt) {
    return new Rollout(prompt);
  }

  Rollout acts(long... tokens) {
    ImmutableDoubleArray none = ImmutableDoubleArray.copyOf(new double[tokens.length]);
    segments.add(
        new Segment.Action(ImmutableLongArray.copyOf(tokens), none, none, OptionalDouble.empty()));
    return this;
  }

  Rollout actsFor(double reward, long... tokens) {
    acts(tokens);
    Segment.Action last = (Segment.Action) segments.remove(segments.size() - 1);
    segments.add(
        new Segment.Action(
            last.tokens(), last.logProbs(), last.behaviorLogProbs(), OptionalDouble.of(reward)));
    return this;
  }

  Rollout sees(long... tokens) {
    segments.add(new Segment.Observation(ImmutableLongArray.copyOf(tokens)));
    return this;
  }

  /** The episode as the policy would have played it. */
  RewardedTrajectory worth(double reward, Policy policy) {
    return worth(reward, policy, Ending.terminated(Ending.END_TOKEN));
  }

  RewardedTrajectory worth(double reward, Policy policy, Ending ending) {
    Trajectory bare = new Trajectory(segments, ending);
    float[] logProbs = logProbs(policy, bare);
    List<Segment> recorded = new ArrayList<>();
    int position = 0;
    for (Segment segment : segments) {
      int length = segment.tokens().length();
      if (segment instanceof Segment.Action action) {
        ImmutableDoubleArray.Builder own = ImmutableDoubleArray.builder();
        for (int i = 0; i < length; i++) {
          own.add(logProbs[position + i]);
        }
        ImmutableDoubleArray values = own.build();
        recorded.add(new Segment.Action(action.tokens(), values, values, action.reward()));
      } else {
        recorded.add(segment);
      }
      position += length;
    }
    return RewardedTrajectory.of(new Trajectory(recorded, ending), reward);
  }

  private static float[] logProbs(Policy policy, Trajectory trajectory) {
    SequenceBatch batch = SequenceBatch.of(List.of(trajectory.toSequence()));
    try (TokenScores scores = policy.evaluate(batch)) {
      return scores.tokenLogProbs().toFloatArray();
    }
  }
}
