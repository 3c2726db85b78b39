package org.temper.environments.choices;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/**
 * A verifier of written answers to questions with lettered options. What counts is the letter of
 * the last "answer is (C)" or "answer: C"; else the letter that the text begins with, as in "C." or
 * "(C) because"; else the option that the text is, word for word.
 */
public final class ChoiceVerifier implements Verifier<ChoiceQuestion> {
  private static final Pattern STATED =
      Pattern.compile("(?i)\\banswer\\s*(?:is|:)?\\s*:?\\s*\\*{0,2}\\(?([A-Z])(?![A-Za-z'])");
  private static final Pattern FIRST =
      Pattern.compile("\\s*\\*{0,2}\\(?([A-Z])(?=[.):,*\\n]|\\s*$)");

  @Override
  public Verdict verify(ChoiceQuestion question, String completion) {
    Optional<Integer> chosen = chosen(question, completion);
    if (chosen.isEmpty()) {
      return new Verdict.Failed(
          "expected the letter of an option, got " + Excerpt.of(completion.strip()));
    }
    return question.right().contains(chosen.get())
        ? new Verdict.Passed()
        : new Verdict.Failed(
            "expected "
                + ChoiceQuestion.letter(question.best())
                + ", got "
                + ChoiceQuestion.letter(chosen.get()));
  }

  private static Optional<Integer> chosen(ChoiceQuestion question, String completion) {
    Optional<String> letter =
        STATED.matcher(completion).results().reduce((first, last) -> last).map(m -> m.group(1));
    if (letter.isEmpty()) {
      Matcher first = FIRST.matcher(completion);
      letter = first.lookingAt() ? Optional.of(first.group(1)) : Optional.empty();
    }
    return letter
        .map(ChoiceQuestion::index)
        .filter(index -> index < question.options().size())
        .or(() -> written(question, completion.strip()));
  }

  private static Optional<Integer> written(ChoiceQuestion question, String text) {
    int index = question.options().indexOf(text);
    return index < 0 ? Optional.empty() : Optional.of(index);
  }
}
