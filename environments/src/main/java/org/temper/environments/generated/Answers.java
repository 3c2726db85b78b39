package org.temper.environments.generated;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answer within what a policy wrote: functions that survive any text. */
public final class Answers {
  private static final Pattern MARK = Pattern.compile("answer\\s{0,3}:", Pattern.CASE_INSENSITIVE);
  private static final Pattern FENCE =
      Pattern.compile("\\A```[a-zA-Z]*\\R(.*?)\\R?```\\z", Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,3}(,\\d{3}){1,5}|\\d{1,18})(\\.\\d{1,18})?");

  private Answers() {}

  /**
   * The answer: what follows the last {@code Answer:}, or all where it is nowhere, without the
   * blanks, the code fence or the back quotes around it.
   *
   * @param completion any text
   * @return the answer, may be empty
   */
  public static String of(String completion) {
    Matcher mark = MARK.matcher(completion);
    int start = 0;
    while (mark.find()) {
      start = mark.end();
    }
    String answer = completion.substring(start).strip();
    Matcher fence = FENCE.matcher(answer);
    if (fence.matches()) {
      return fence.group(1).strip();
    }
    boolean quoted = answer.length() > 2 && answer.startsWith("`") && answer.endsWith("`");
    return quoted ? answer.substring(1, answer.length() - 1) : answer;
  }

  /**
   * An answer that is a short text.
   *
   * @param answer any text
   * @return it without blanks around it and the full stop at its end
   */
  public static String words(String answer) {
    String stripped = answer.strip();
    return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1).strip() : stripped;
  }

  /**
   * An answer that is a number.
   *
   * @param answer any text
   * @return the number, such as of {@code 1,200} or {@code 3.50.}; empty where it is none
   */
  public static Optional<BigDecimal> number(String answer) {
    String words = words(answer);
    return NUMBER.matcher(words).matches()
        ? Optional.of(new BigDecimal(words.replace(",", "")))
        : Optional.empty();
  }
}
