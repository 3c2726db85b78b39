package org.temper.api.text;

import java.util.List;
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
   * Token ids of text at the start of a sequence: with the begin token where the tokenizer adds one
   * and the text does not begin with it already.
   *
   * @param text any text
   * @return the ids
   */
  long[] encodePrompt(String text);

  /**
   * Token ids of each part of a text. Together they are what {@link #encode} gives of the whole,
   * but that in plain spans nothing becomes a special token, and that no token reaches over a
   * border: where one would, the text before the border is encoded as if it ended there, and what
   * follows keeps to itself. A special token that takes the white space beside it belongs to the
   * part that it begins in.
   *
   * <p>Unless a codec does better, parts are encoded one by one, and what spells a special token in
   * a plain span is encoded in two pieces.
   *
   * @param text the text
   * @return ids of each part, in order
   */
  default List<long[]> encodeParts(MarkedText text) {
    return MarkedParts.encode(this, text);
  }

  /**
   * What {@link #encode} makes special tokens of, such as {@code </s>}: what takes part in the form
   * of a conversation rather than in what is said.
   *
   * @return the tokens' texts, none where there are none or they are not known
   */
  default Set<String> specialTokens() {
    return Set.of();
  }

  /**
   * Text of token ids; special tokens are left out.
   *
   * @param tokens the ids
   * @return the text; incomplete characters become U+FFFD
   */
  String decode(long... tokens);

  /**
   * Token ids of a completion, as it stands after its prompt: those that follow the prompt's ids in
   * what prompt and completion are together. Encoded on its own it would begin as a text begins,
   * such as with a space that is not there.
   *
   * <p>Where tokens merge across the border, so that the whole does not begin with the prompt's
   * ids, the prompt keeps its own: a policy is given these. The completion is then encoded after a
   * character that it does not merge with, or on its own where there is none; in either case {@code
   * decode} of both ids is the text of both.
   *
   * @param prompt the text before it, which {@link #encodePrompt} encodes
   * @param completion any text
   * @return the ids, may be none
   */
  default long[] encodeCompletion(String prompt, String completion) {
    return encodeCompletion(prompt, encodePrompt(prompt), completion);
  }

  /**
   * Token ids of a completion of a prompt that is encoded already, as for several completions of
   * one prompt.
   *
   * @param prompt the text before it
   * @param promptTokens what {@link #encodePrompt} gives for the prompt
   * @param completion any text
   * @return as {@link #encodeCompletion(String, String)}
   */
  default long[] encodeCompletion(String prompt, long[] promptTokens, String completion) {
    return CompletionText.encode(this, prompt, promptTokens, completion);
  }

  /**
   * Text of token ids, as it stands after others: what {@link #decode} of all has beyond {@code
   * decode} of the context. Where the context ends within a character, the whole character belongs
   * to the text.
   *
   * @param context the ids before
   * @param tokens the ids
   * @return the text, which begins with a space where a word begins
   */
  default String decodeAfter(long[] context, long... tokens) {
    return CompletionText.decode(this, context, tokens);
  }

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
   * The token that is put after a text to train on.
   *
   * @return its id: the end token where there is exactly one, unless the tokenizer names one of
   *     several
   */
  default OptionalLong endToken() {
    return endTokens().size() == 1
        ? OptionalLong.of(endTokens().iterator().next())
        : OptionalLong.empty();
  }

  /**
   * One more than the largest id.
   *
   * @return the size of the vocabulary, special tokens included
   */
  long vocabularySize();
}
