package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * One sequence of token ids, with a flag on each token that belongs to a completion, which is where
 * a loss looks.
 *
 * <p>Immutable: arrays are copied on the way in and out.
 */
public final class TokenSequence {
  private final long[] tokens;
  private final boolean[] completion;

  private TokenSequence(long[] tokens, boolean[] completion) {
    this.tokens = tokens;
    this.completion = completion;
  }

  /**
   * A prompt followed by its completion; only the completion's tokens are flagged.
   *
   * @param prompt the prompt's token ids, may be empty
   * @param completion the completion's token ids, may be empty
   * @return the joined sequence
   */
  public static TokenSequence of(long[] prompt, long[] completion) {
    long[] tokens = Arrays.copyOf(prompt, prompt.length + completion.length);
    System.arraycopy(completion, 0, tokens, prompt.length, completion.length);
    boolean[] flags = new boolean[tokens.length];
    Arrays.fill(flags, prompt.length, tokens.length, true);
    return new TokenSequence(tokens, flags);
  }

  /**
   * A sequence with a flag for each token.
   *
   * @param tokens token ids
   * @param completion true for each token that belongs to a completion, as long as {@code tokens}
   * @return the sequence
   * @throws IllegalArgumentException if the lengths differ
   */
  public static TokenSequence of(long[] tokens, boolean[] completion) {
    checkArgument(
        tokens.length == completion.length,
        "completion: expected %s flags, one for each token, got %s",
        tokens.length,
        completion.length);
    return new TokenSequence(tokens.clone(), completion.clone());
  }

  /**
   * A sequence that is a completion from its first token to its last, as in pre-training. The first
   * token is flagged too, though no model scores it.
   *
   * @param tokens token ids
   * @return the sequence
   */
  public static TokenSequence ofText(long[] tokens) {
    return of(new long[0], tokens);
  }

  /**
   * The number of tokens.
   *
   * @return the length, at least 0
   */
  public int length() {
    return tokens.length;
  }

  /**
   * The number of tokens that a model scores and a loss sees: flagged, and not the first.
   *
   * @return the count, at least 0
   */
  public int scoredTokens() {
    int count = 0;
    for (int t = 1; t < completion.length; t++) {
      if (completion[t]) {
        count++;
      }
    }
    return count;
  }

  /**
   * The token ids.
   *
   * @return a copy
   */
  public long[] tokens() {
    return tokens.clone();
  }

  /**
   * The completion flags, one for each token.
   *
   * @return a copy
   */
  public boolean[] completion() {
    return completion.clone();
  }

  /**
   * The first tokens of this sequence.
   *
   * @param maxLength how many tokens to keep at the most, at least 1
   * @return this sequence where it is short enough, else its first {@code maxLength} tokens
   * @throws IllegalArgumentException if {@code maxLength} is below 1
   */
  public TokenSequence truncate(int maxLength) {
    checkArgument(maxLength >= 1, "maxLength: expected at least 1, got %s", maxLength);
    return length() <= maxLength
        ? this
        : new TokenSequence(Arrays.copyOf(tokens, maxLength), Arrays.copyOf(completion, maxLength));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenSequence that
        && Arrays.equals(tokens, that.tokens)
        && Arrays.equals(completion, that.completion);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + Arrays.hashCode(completion);
  }

  @Override
  public String toString() {
    return "TokenSequence[" + length() + " tokens, " + scoredTokens() + " scored]";
  }
}
