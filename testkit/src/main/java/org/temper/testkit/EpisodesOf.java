package org.temper.testkit;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.OptionalDouble;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/** Episodes made by hand. */
public final class EpisodesOf {
  private EpisodesOf() {}

  /** A prompt of one token, 0, and a completion. */
  public static Trajectory tokens(long... completion) {
    return new Trajectory(
        List.of(
            new Segment.Prompt(ImmutableLongArray.of(0)),
            action(OptionalDouble.empty(), completion)),
        Ending.terminated(Ending.END_TOKEN));
  }

  /** An action whose log-probabilities are −1, −2, …, and those of its draws half of that. */
  public static Segment.Action action(OptionalDouble reward, long... tokens) {
    double[] logProbs = new double[tokens.length];
    double[] behavior = new double[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      logProbs[i] = -1 - i;
      behavior[i] = logProbs[i] / 2;
    }
    return new Segment.Action(
        ImmutableLongArray.copyOf(tokens),
        ImmutableDoubleArray.copyOf(logProbs),
        ImmutableDoubleArray.copyOf(behavior),
        reward);
  }
}
