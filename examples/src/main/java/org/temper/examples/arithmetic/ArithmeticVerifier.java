package org.temper.examples.arithmetic;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Verdict;
import org.temper.api.Verifier;

/**
 * Checks that a completion is one equation whose result is the right answer. How the model got
 * there, that is, what stands before the equals sign, is its own affair.
 */
public final class ArithmeticVerifier implements Verifier<ArithmeticTask> {
  // Bounded, so that no text can overflow the number or the stack.
  private static final Pattern EQUATION =
      Pattern.compile("\\s*[0-9]{1,4}[+-][0-9]{1,4}=([0-9]{1,4})\\s*");

  @Override
  public Verdict verify(ArithmeticTask task, String completion) {
    Matcher matcher = EQUATION.matcher(completion);
    if (!matcher.matches()) {
      return new Verdict.Failed("not an equation");
    }
    int result = Integer.parseInt(matcher.group(1));
    return result == task.answer()
        ? new Verdict.Passed()
        : new Verdict.Failed("expected " + task.answer() + ", got " + result);
  }
}
