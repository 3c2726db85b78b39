package org.temper.environments.verifiers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/** Verifiers made of others. */
public final class ComposedVerifiers {
  private ComposedVerifiers() {}

  /**
   * A verifier that passes what all others pass. What one fails failed, even where another can say
   * nothing.
   *
   * @param verifiers at least one
   * @param <T> what a task is
   * @return the verifier
   * @throws IllegalArgumentException if there is none
   */
  public static <T> Verifier<T> all(List<Verifier<T>> verifiers) {
    List<Verifier<T>> parts = checked(verifiers);
    return (task, completion) -> {
      List<Verdict> verdicts = verdicts(parts, task, completion);
      return first(verdicts, Verdict.Failed.class)
          .or(() -> first(verdicts, Verdict.Unverified.class))
          .orElseGet(Verdict.Passed::new);
    };
  }

  /**
   * A verifier that passes what one of others passes. What none passes failed, unless one can say
   * nothing.
   *
   * @param verifiers at least one
   * @param <T> what a task is
   * @return the verifier
   * @throws IllegalArgumentException if there is none
   */
  public static <T> Verifier<T> any(List<Verifier<T>> verifiers) {
    List<Verifier<T>> parts = checked(verifiers);
    return (task, completion) -> {
      List<Verdict> verdicts = verdicts(parts, task, completion);
      return first(verdicts, Verdict.Passed.class)
          .or(() -> first(verdicts, Verdict.Unverified.class))
          .orElseGet(() -> verdicts.get(0));
    };
  }

  /**
   * The same verifier of other tasks.
   *
   * @param verifier a verifier
   * @param task what a task is to it, such as its reference answer
   * @param <S> what a task is
   * @param <T> what a task is to the verifier
   * @return the verifier
   */
  public static <S, T> Verifier<S> of(Verifier<T> verifier, Function<S, T> task) {
    return (other, completion) -> verifier.verify(task.apply(other), completion);
  }

  /**
   * A verifier with a weight.
   *
   * @param verifier the verifier
   * @param weight what its passing counts, above 0 and finite
   * @param <T> what a task is
   */
  public record Weighted<T>(Verifier<T> verifier, double weight) {

    /**
     * Checks the weight.
     *
     * @throws IllegalArgumentException if the weight is not above 0 or not finite
     */
    public Weighted {
      checkArgument(
          weight > 0 && Double.isFinite(weight),
          "weight: expected a finite number above 0, got %s",
          weight);
    }
  }

  /**
   * The share of weights whose verifiers pass a completion.
   *
   * @param verifiers at least one
   * @param task the task
   * @param completion what the policy wrote
   * @param <T> what a task is
   * @return in [0, 1]; empty where one of them can say nothing
   * @throws IllegalArgumentException if there is no verifier
   */
  public static <T> OptionalDouble score(List<Weighted<T>> verifiers, T task, String completion) {
    checkArgument(!verifiers.isEmpty(), "verifiers: expected at least one, got none");
    double passed = 0;
    double all = 0;
    for (Weighted<T> part : verifiers) {
      Verdict verdict = part.verifier().verify(task, completion);
      if (verdict instanceof Verdict.Unverified) {
        return OptionalDouble.empty();
      }
      all += part.weight();
      passed += verdict instanceof Verdict.Passed ? part.weight() : 0;
    }
    return OptionalDouble.of(passed / all);
  }

  private static <T> List<Verifier<T>> checked(List<Verifier<T>> verifiers) {
    checkArgument(!verifiers.isEmpty(), "verifiers: expected at least one, got none");
    return ImmutableList.copyOf(verifiers);
  }

  private static <T> List<Verdict> verdicts(
      List<Verifier<T>> verifiers, T task, String completion) {
    return verifiers.stream().map(verifier -> verifier.verify(task, completion)).toList();
  }

  private static Optional<Verdict> first(List<Verdict> verdicts, Class<? extends Verdict> kind) {
    return verdicts.stream().filter(kind::isInstance).findFirst();
  }
}
