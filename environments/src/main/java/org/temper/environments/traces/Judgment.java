package org.temper.environments.traces;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/**
 * What can be said of an episode without a model.
 *
 * @param verdict of a verifier, if one was asked
 * @param rewards by name, before their weights; may be none
 */
public record Judgment(Optional<Verdict> verdict, Map<String, Double> rewards) {

  /** Copies the rewards. */
  public Judgment {
    rewards = ImmutableMap.copyOf(rewards);
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
    return trace ->
        new Judgment(
            Optional.of(verifier.verify(task.apply(trace), trace.transcript().answer())),
            ImmutableMap.of());
  }
}
