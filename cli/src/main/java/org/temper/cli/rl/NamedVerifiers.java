package org.temper.cli.rl;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.arithmetic.ArithmeticVerifier;
import org.temper.data.PromptCompletion;
import org.temper.samplers.rewards.StatedNumber;

/** The verifiers that have a name. A task is a prompt with its reference answer. */
public final class NamedVerifiers {
  /** One equation, whose result is the reference's. */
  static final Verifier<PromptCompletion> EQUATION = NamedVerifiers::equation;

  private static final ImmutableMap<String, Verifier<PromptCompletion>> BY_NAME =
      ImmutableMap.of(
          "equation",
          EQUATION,
          // The reference itself, white space around it aside.
          "exact",
          (task, completion) ->
              verdict(completion.strip().equals(task.completion().strip()), task.completion()),
          // The reference somewhere in the completion.
          "contains",
          (task, completion) ->
              verdict(completion.contains(task.completion().strip()), task.completion()),
          // What the reference comes to, however the completion writes it.
          "number",
          NamedVerifiers::number);

  /** Those that compare with a reference answer. */
  static final Set<String> COMPARING = BY_NAME.keySet();

  private static final String MATCH = "match:";

  private NamedVerifiers() {}

  /**
   * The verifier of a name, or of a pattern.
   *
   * @param name such as {@code number} or {@code match:REGEX}
   * @return the verifier; empty where it is neither
   * @throws IllegalArgumentException if the pattern is none
   */
  public static Optional<Verifier<PromptCompletion>> of(String name) {
    return name.startsWith(MATCH)
        ? Optional.of(matching(name.substring(MATCH.length())))
        : Optional.ofNullable(BY_NAME.get(name));
  }

  private static Verifier<PromptCompletion> matching(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "--verifier: expected a regular expression after match:, got "
              + Excerpt.of(regex)
              + ": "
              + e.getDescription(),
          e);
    }
    return (task, completion) -> verdict(pattern.matcher(completion).find(), regex);
  }

  private static Verdict equation(PromptCompletion task, String completion) {
    Optional<Integer> answer = ArithmeticVerifier.result(task.completion());
    return answer
        .map(number -> ArithmeticVerifier.verify(number, completion))
        .orElseGet(() -> new Verdict.Unverified("expected an equation, got " + task.completion()));
  }

  private static Verdict number(PromptCompletion task, String completion) {
    Optional<StatedNumber> expected = StatedNumber.of(task.completion());
    if (expected.isEmpty()) {
      return new Verdict.Unverified("expected a reference with a number, got none");
    }
    Optional<StatedNumber> found = StatedNumber.of(completion);
    return verdict(
        found.isPresent() && found.get().isEqualTo(expected.get()), expected.get().toString());
  }

  private static Verdict verdict(boolean passed, String expected) {
    return passed ? new Verdict.Passed() : new Verdict.Failed("expected " + expected);
  }
}
