package org.temper.cli.tracks;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticVerifier;
import org.temper.data.PromptCompletion;

/**
 * The forms in which a question of worded arithmetic is answered. A question's reference answer is
 * its equation.
 */
final class Forms {
  // Bounded, so that no text can overflow a number or the stack.
  private static final String NUMBER = "[0-9]{1,4}";
  private static final String STATEMENT =
      "\\s?" + NUMBER + " (and " + NUMBER + " make|less " + NUMBER + " is) " + NUMBER + "\\.";
  private static final Pattern SENTENCE = Pattern.compile(STATEMENT);
  private static final Pattern TWO = Pattern.compile(STATEMENT + STATEMENT);
  private static final Pattern LAST = Pattern.compile("([0-9]{1,4})[^0-9]{0,8}$");
  private static final Pattern EQUATION =
      Pattern.compile("\\s?" + NUMBER + "[+-]" + NUMBER + "=" + NUMBER);
  private static final Pattern ASKED = Pattern.compile("How many (?:more )?([a-z]{1,16})");

  private Forms() {}

  /** A question with its equation. */
  static PromptCompletion reference(ArithmeticTask task) {
    return new PromptCompletion(task.question(), task.completion());
  }

  /** The last number of the answer is the right one, in whatever form. */
  static Verdict right(PromptCompletion question, String answer) {
    Matcher last = LAST.matcher(answer);
    return verdict(
        last.find() && Integer.parseInt(last.group(1)) == answer(question), "the right number");
  }

  /** The answer is one sentence, whatever its numbers. */
  static Verdict sentence(PromptCompletion question, String answer) {
    return verdict(SENTENCE.matcher(answer).matches(), "a sentence");
  }

  /** The answer is one equation, whatever its numbers. */
  static Verdict equation(PromptCompletion question, String answer) {
    return verdict(EQUATION.matcher(answer).matches(), "an equation");
  }

  /** The answer is the word for what is counted, and nothing else. */
  static Verdict counted(PromptCompletion question, String answer) {
    String word = counted(question.prompt());
    return verdict(answer.strip().equals(word), word);
  }

  /** The word for what a question counts. */
  static String counted(String question) {
    Matcher asked = ASKED.matcher(question);
    checkArgument(asked.find(), "question: expected one of how many, got %s", Excerpt.of(question));
    return asked.group(1);
  }

  /** The answer is two sentences, of which the first is the right one. */
  static Verdict twoSentences(PromptCompletion question, String answer) {
    return verdict(
        TWO.matcher(answer).matches() && close(answer).startsWith(close(statement(question))),
        "the right sentence and another");
  }

  private static String close(String text) {
    return text.replace(" ", "");
  }

  /** What a question's equation says in words. */
  private static String statement(PromptCompletion question) {
    String equation = question.completion().strip();
    return (equation.contains("+")
            ? equation.replace("+", " and ").replace("=", " make ")
            : equation.replace("-", " less ").replace("=", " is "))
        + ".";
  }

  /** Both of two conditions. */
  static <T> Verifier<T> both(Verifier<T> one, Verifier<T> other) {
    return (task, answer) -> {
      Verdict first = one.verify(task, answer);
      return first instanceof Verdict.Passed ? other.verify(task, answer) : first;
    };
  }

  private static int answer(PromptCompletion question) {
    return ArithmeticVerifier.result(question.completion()).orElseThrow();
  }

  private static Verdict verdict(boolean passed, String expected) {
    return passed ? new Verdict.Passed() : new Verdict.Failed("expected " + expected);
  }
}
