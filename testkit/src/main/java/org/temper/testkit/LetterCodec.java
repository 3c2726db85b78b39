package org.temper.testkit;

import java.util.OptionalLong;
import java.util.Set;
import org.temper.api.text.TextCodec;

/** The 26 letters and the space, a begin token before prompts, an end token. */
public final class LetterCodec implements TextCodec {
  /** Starts a prompt. */
  public static final long BEGIN = 27;

  /** Ends a completion. */
  public static final long END = 28;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz ";

  @Override
  public long[] encode(String text) {
    return text.chars().mapToLong(LETTERS::indexOf).toArray();
  }

  @Override
  public long[] encodePrompt(String text) {
    long[] tokens = new long[text.length() + 1];
    tokens[0] = BEGIN;
    System.arraycopy(encode(text), 0, tokens, 1, text.length());
    return tokens;
  }

  @Override
  public String decode(long... tokens) {
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      if (token < LETTERS.length()) {
        text.append(LETTERS.charAt((int) token));
      }
    }
    return text.toString();
  }

  @Override
  public OptionalLong beginToken() {
    return OptionalLong.of(BEGIN);
  }

  @Override
  public Set<Long> endTokens() {
    return Set.of(END);
  }

  @Override
  public long vocabularySize() {
    return LETTERS.length() + 2L;
  }
}
