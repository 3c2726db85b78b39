package org.temper.api;

import java.util.OptionalLong;
import java.util.Set;

/** A codec between text and token ids. Safe for use by several threads. */
public interface TextCodec {

  /**
   * Token ids of text, without special tokens around it. Text that spells a special token becomes
   * that token.
   *
   * @param text any text
   * @return the ids, may be none
   */
  long[] encode(String text);

  /**
   * Token ids of text at the start of a sequence: with the begin token where the tokenizer adds
   * one.
   *
   * @param text any text
   * @return the ids
   */
  long[] encodePrompt(String text);

  /**
   * Text of token ids; special tokens are left out.
   *
   * @param tokens the ids
   * @return the text; incomplete characters become U+FFFD
   */
  String decode(long... tokens);

  /**
   * The token that starts a sequence.
   *
   * @return its id, where there is one
   */
  OptionalLong beginToken();

  /**
   * The tokens that end a completion.
   *
   * @return their ids, may be none
   */
  Set<Long> endTokens();

  /**
   * One more than the largest id.
   *
   * @return the size of the vocabulary, special tokens included
   */
  long vocabularySize();
}
