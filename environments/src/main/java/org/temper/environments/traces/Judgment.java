package org.temper.environments.traces;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.tools.EpisodeRewards;

/**
 * The judgment of an episode, as it can be said without a model.
 *
 * @param verdict of a verifier, if one was asked
 * @param rewards what is known of them; may be none
 */
public record Judgment(Optional<Verdict> verdict, EpisodeRewards rewards) {
  private static final EpisodeRewards NO_REWARDS =
      new EpisodeRewards(ImmutableMap.of(), OptionalDouble.empty());

  /**
   * Nothing, as of an episode that broke.
   *
   * @return neither a verdict nor rewards
   */
  public static Judgment none() {
    return new Judgment(Optional.empty(), NO_REWARDS);
  }

  /**
   * A verdict alone.
   *
   * @param verdict of a verifier
   * @return a judgment without rewards
   */
  public static Judgment of(Verdict verdict) {
    return new Judgment(Optional.of(verdict), NO_REWARDS);
  }

  /**
   * A judge by a verifier of the policy's answer: its last turn, calls and reasoning left out.
   *
   * @param verifier checks the answer
   * @param task what the verifier knows of a trace's task, such as from its data or its key
   * @param <T> what that is
   * @return the judge
   */
  public static <T> Function<Trace, Judgment> by(Verifier<T> verifier, Function<Trace, T> task) {
    return trace -> Judgment.of(verifier.verify(task.apply(trace), trace.transcript().answer()));
  }
}
