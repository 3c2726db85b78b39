package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.api.Excerpt;
import org.temper.api.text.TextCodec;

/**
 * The options of an answer to "is this correct?": tokens, and the confidence that each stands for.
 *
 * @param tokens their ids, each once, at least two
 * @param levels the confidence of each, in [0, 1], rising
 */
public record AnswerOptions(ImmutableLongArray tokens, ImmutableDoubleArray levels) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if there are fewer than two options, an id stands twice or is
   *     negative, or the levels do not rise within [0, 1] or are not as many
   */
  public AnswerOptions {
    checkArgument(tokens.length() >= 2, "tokens: expected at least 2, got %s", tokens);
    checkArgument(
        tokens.stream().distinct().count() == tokens.length()
            && tokens.stream().allMatch(t -> t >= 0),
        "tokens: expected ids of at least 0, each once, got %s",
        tokens);
    checkArgument(
        levels.length() == tokens.length(),
        "levels: expected %s, one for each token, got %s",
        tokens.length(),
        levels);
    for (int i = 0; i < levels.length(); i++) {
      checkArgument(
          levels.get(i) >= 0 && levels.get(i) <= 1 && (i == 0 || levels.get(i) > levels.get(i - 1)),
          "levels: expected rising numbers in [0, 1], got %s",
          levels);
    }
  }

  /**
   * The two answers.
   *
   * @param no the token that says that the answer is wrong
   * @param yes the token that says that it is right
   * @return the options, "no" first
   * @throws IllegalArgumentException if they are the same
   */
  public static AnswerOptions noYes(long no, long yes) {
    return scale(no, yes);
  }

  /**
   * The two answers as text.
   *
   * @param codec turns text to tokens
   * @param no what says that the answer is wrong, as it stands after the asking prompt: with its
   *     space where there is one
   * @param yes what says that it is right
   * @return the options, "no" first
   * @throws IllegalArgumentException if one is not a single token, or both are the same one
   */
  public static AnswerOptions noYes(TextCodec codec, String no, String yes) {
    return scale(codec, List.of(no, yes));
  }

  /**
   * A scale of confidence.
   *
   * @param tokens N ids, from the least confident on: token n stands for n / (N − 1)
   * @return the options
   * @throws IllegalArgumentException if there are fewer than two, or one stands twice
   */
  public static AnswerOptions scale(long... tokens) {
    double steps = Math.max(1, tokens.length - 1);
    return new AnswerOptions(
        ImmutableLongArray.copyOf(tokens),
        ImmutableDoubleArray.copyOf(IntStream.range(0, tokens.length).mapToDouble(n -> n / steps)));
  }

  /**
   * A scale of confidence as text.
   *
   * @param codec turns text to tokens
   * @param texts N of them, from the least confident on: 0 to 9, or "low" to "high"
   * @return the options
   * @throws IllegalArgumentException if there are fewer than two, one is not a single token, or two
   *     are the same one
   */
  public static AnswerOptions scale(TextCodec codec, List<String> texts) {
    return scale(texts.stream().mapToLong(text -> single(codec, text)).toArray());
  }

  private static long single(TextCodec codec, String text) {
    long[] ids = codec.encode(text);
    checkArgument(
        ids.length == 1,
        "options: expected one token each, as their probabilities are compared, got %s for \"%s\";"
            + " choose another word for it",
        ids.length,
        Excerpt.of(text));
    return ids[0];
  }

  /**
   * How many options there are.
   *
   * @return K, at least 2
   */
  public int count() {
    return tokens.length();
  }
}
