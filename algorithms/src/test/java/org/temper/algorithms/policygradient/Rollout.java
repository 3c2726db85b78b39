package org.temper.algorithms.policygradient;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/** Makes rewarded episodes whose recorded log-probabilities are those of a policy. */
public final class Rollout {
  private final List<Segment> segments = new ArrayList<>();
  private double recordedOff;

  private Rollout(long... prompt) {
    segments.add(new Segment.Prompt(ImmutableLongArray.copyOf(prompt)));
  }

  public static Rollout after(long... prompt) {
    return new Rollout(prompt);
  }

  public Rollout acts(long... tokens) {
    ImmutableDoubleArray none = ImmutableDoubleArray.copyOf(new double[tokens.length]);
    segments.add(
        new Segment.Action(ImmutableLongArray.copyOf(tokens), none, none, OptionalDouble.empty()));
    return this;
  }

  public Rollout actsFor(double reward, long... tokens) {
    acts(tokens);
    Segment.Action last = (Segment.Action) segments.remove(segments.size() - 1);
    segments.add(
        new Segment.Action(
            last.tokens(), last.logProbs(), last.behaviorLogProbs(), OptionalDouble.of(reward)));
    return this;
  }

  public Rollout sees(long... tokens) {
    segments.add(new Segment.Observation(ImmutableLongArray.copyOf(tokens)));
    return this;
  }

  /** What is recorded while sampling differs so much from what is scored later. */
  public Rollout recordedOffBy(double difference) {
    recordedOff = difference;
    return this;
  }

  /** The episode as the policy would have played it. */
  public RewardedTrajectory worth(double reward, Policy policy) {
    return worth(reward, policy, Ending.terminated(Ending.END_TOKEN));
  }

  public RewardedTrajectory worth(double reward, Policy policy, Ending ending) {
    Trajectory bare = new Trajectory(segments, ending);
    float[] logProbs = logProbs(policy, bare);
    List<Segment> recorded = new ArrayList<>();
    int position = 0;
    for (Segment segment : segments) {
      int length = segment.tokens().length();
      if (segment instanceof Segment.Action action) {
        ImmutableDoubleArray.Builder own = ImmutableDoubleArray.builder();
        for (int i = 0; i < length; i++) {
          own.add((float) (logProbs[position + i] + recordedOff));
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
