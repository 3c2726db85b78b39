package org.temper.cli.tracks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.cli.arithmetic.ArithmeticTask;

/** The forms in which a question of worded arithmetic is answered. */
final class Forms {
  // Bounded, so that no text can overflow a number or the stack.
  private static final String NUMBER = "[0-9]{1,4}";
  private static final Pattern EQUATION =
      Pattern.compile("\\s?" + NUMBER + "[+-]" + NUMBER + "=" + NUMBER);
  private static final Pattern SENTENCE =
      Pattern.compile(
          "\\s?" + NUMBER + " (and " + NUMBER + " make|less " + NUMBER + " is) " + NUMBER + "\\.");
  private static final Pattern LAST = Pattern.compile("([0-9]{1,4})[^0-9]{0,8}$");

  private Forms() {}

  /** Whether the answer is one equation, whatever its numbers. */
  static boolean isEquation(ArithmeticTask question, String answer) {
    return EQUATION.matcher(answer).matches();
  }

  /** Whether the answer is one sentence, whatever its numbers. */
  static boolean isSentence(ArithmeticTask question, String answer) {
    return SENTENCE.matcher(answer).matches();
  }

  /** Whether the last number of the answer is the right one, in whatever form. */
  static boolean isRight(ArithmeticTask question, String answer) {
    Matcher last = LAST.matcher(answer);
    return last.find() && Integer.parseInt(last.group(1)) == question.answer();
  }
}
