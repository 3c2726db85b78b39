package org.temper.cli.tuning;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.algorithms.calibration.AnswerOptions;
import org.temper.api.Excerpt;
import org.temper.cli.choices.AskedChoices;

/**
 * The question after an answer, and the two words that a model may say to it.
 *
 * @param asking the question, such as "Is this answer correct?"
 * @param no says that the answer is wrong
 * @param yes says that it is right
 */
record Verdicts(String asking, String no, String yes) {

  /** Checks. */
  Verdicts {
    checkArgument(!asking.isBlank(), "--asking: expected a question, got none");
  }

  /**
   * The two words as a model's tokens.
   *
   * @param choices the questions as the model reads them
   * @return the options, "no" first
   * @throws IllegalArgumentException if one is not a single token, or both are the same one
   */
  AnswerOptions options(AskedChoices choices) {
    long[] less = choices.reply(asking, no);
    long[] more = choices.reply(asking, yes);
    checkArgument(
        less.length == 1 && more.length == 1 && less[0] != more[0],
        "--verdicts: expected two words that are one token each for the model's tokenizer, and not"
            + " the same one, got %s for %s and %s for %s",
        tokens(less),
        Excerpt.of(no),
        tokens(more),
        Excerpt.of(yes));
    return AnswerOptions.noYes(less[0], more[0]);
  }

  private static String tokens(long[] ids) {
    return ids.length == 1 ? "token " + ids[0] : ids.length + " tokens";
  }
}
