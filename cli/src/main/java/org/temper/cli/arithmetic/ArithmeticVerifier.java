package org.temper.cli.arithmetic;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/**
 * A verifier that a completion is one equation whose result is the right answer. How the model got
 * there, that is, what stands before the equals sign, is its own affair.
 */
public final class ArithmeticVerifier implements Verifier<ArithmeticTask> {
  // Bounded, so that no text can overflow the number or the stack.
  private static final Pattern EQUATION =
      Pattern.compile("\\s*[0-9]{1,4}[+-][0-9]{1,4}=([0-9]{1,4})\\s*");

  @Override
  public Verdict verify(ArithmeticTask task, String completion) {
    return verify(task.answer(), completion);
  }

  /**
   * Checks a completion against an answer.
   *
   * @param answer the right answer
   * @param completion what was written
   * @return the verdict
   */
  public static Verdict verify(int answer, String completion) {
    return result(completion)
        .map(
            result ->
                result == answer
                    ? new Verdict.Passed()
                    : (Verdict) new Verdict.Failed("expected " + answer + ", got " + result))
        .orElseGet(() -> new Verdict.Failed("not an equation"));
  }

  /**
   * The result that an equation states.
   *
   * @param text any text
   * @return the number after the equals sign; empty where the text is not one equation
   */
  public static Optional<Integer> result(String text) {
    Matcher matcher = EQUATION.matcher(text);
    return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }
}
