package org.temper.api.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.OptionalDouble;
import org.temper.api.Policy;

/** A run of tokens in a trajectory that have one author. */
public sealed interface Segment {

  /**
   * The token ids.
   *
   * @return the ids, may be empty
   */
  ImmutableLongArray tokens();

  /**
   * What the policy was asked.
   *
   * @param tokens the token ids
   */
  record Prompt(ImmutableLongArray tokens) implements Segment {}

  /**
   * What the environment answered; no loss looks at it.
   *
   * @param tokens the token ids
   */
  record Observation(ImmutableLongArray tokens) implements Segment {}

  /**
   * What the policy produced.
   *
   * @param tokens the token ids, the end token included where one was chosen
   * @param logProbs log-probability of each token under the policy, in nats, at temperature 1 and
   *     before any truncation of the distribution: what {@link Policy#score} gives
   * @param behaviorLogProbs log-probability of each token under the distribution that it was drawn
   *     from, after temperature, penalties and truncation
   * @param reward the reward for this action, where one was given
   */
  record Action(
      ImmutableLongArray tokens,
      ImmutableDoubleArray logProbs,
      ImmutableDoubleArray behaviorLogProbs,
      OptionalDouble reward)
      implements Segment {
    /** Checks the lengths. */
    public Action {
      checkArgument(
          logProbs.length() == tokens.length(),
          "logProbs: expected %s, one for each token, got %s",
          tokens.length(),
          logProbs.length());
      checkArgument(
          behaviorLogProbs.length() == tokens.length(),
          "behaviorLogProbs: expected %s, one for each token, got %s",
          tokens.length(),
          behaviorLogProbs.length());
    }

    /**
     * A part of this action, as an action of its own.
     *
     * @param from its first token
     * @param to behind its last one
     * @param earned what that part was rewarded with
     * @return the part
     * @throws IndexOutOfBoundsException if there are no such tokens
     */
    public Action part(int from, int to, double earned) {
      return new Action(
          tokens.subArray(from, to),
          logProbs.subArray(from, to),
          behaviorLogProbs.subArray(from, to),
          OptionalDouble.of(earned));
    }
  }
}
