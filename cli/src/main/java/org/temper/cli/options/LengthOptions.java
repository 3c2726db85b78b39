package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.text.TextCodec;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import picocli.CommandLine.Option;

/** Options for how records become sequences: how long they may be, and how they end. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class LengthOptions {

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "most tokens of a sequence (default: what the model takes, or as much of it as memory"
              + " allows to train on)")
  private @Nullable Integer maxLength;

  @Option(
      names = "--overflow",
      paramLabel = "HOW",
      defaultValue = "truncate",
      description =
          "what becomes of longer records: ${COMPLETION-CANDIDATES}; a record whose prompt leaves"
              + " nothing to learn is left out (default: ${DEFAULT-VALUE})")
  private Overflow overflow;

  @Option(
      names = "--end-token",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "end completions and documents with the end token (default: yes)")
  private boolean endToken;

  @Option(
      names = "--end-with",
      paramLabel = "TOKEN",
      description =
          "the end token, by its text, where the tokenizer has several (default: its eos_token)")
  private @Nullable String endWith;

  /**
   * How text becomes sequences.
   *
   * @param codec the tokenizer
   * @param contextLength the most tokens that the model takes
   * @param afforded the most tokens where no other number is asked for
   * @return the tokenization
   * @throws IllegalArgumentException if a sequence could be longer than the model takes or the
   *     model takes a single token, or the tokenizer has no end token or several and names none
   */
  public Tokenization tokenization(TextCodec codec, int contextLength, int afforded) {
    int length = length(contextLength, afforded);
    checkArgument(
        endToken || endWith == null,
        "--end-with: expected none beside --no-end-token, got %s",
        endWith);
    if (endWith != null) {
      return new Tokenization(codec, OptionalLong.of(endTokenOf(codec, endWith)), length, overflow);
    }
    return endToken
        ? Tokenization.of(codec, length, overflow)
        : new Tokenization(codec, OptionalLong.empty(), length, overflow);
  }

  /**
   * How conversations become sequences: a template ends them.
   *
   * @param codec the tokenizer
   * @param contextLength the most tokens that the model takes
   * @param afforded the most tokens where no other number is asked for
   * @return the tokenization
   * @throws IllegalArgumentException if a sequence could be longer than the model takes
   */
  public Tokenization conversations(TextCodec codec, int contextLength, int afforded) {
    return new Tokenization(codec, OptionalLong.empty(), length(contextLength, afforded), overflow);
  }

  private int length(int contextLength, int afforded) {
    checkArgument(
        contextLength >= 2,
        "--model: expected one that takes sequences of at least 2 tokens"
            + " (max_position_embeddings), got %s",
        contextLength);
    int length = maxLength == null ? Math.min(afforded, contextLength) : maxLength;
    checkArgument(
        length >= 2 && length <= contextLength,
        "--max-length: expected from 2 to %s, which the model takes, got %s",
        contextLength,
        length);
    return length;
  }

  private static long endTokenOf(TextCodec codec, String text) {
    long[] ids = codec.encode(text);
    checkArgument(
        ids.length == 1 && ids[0] >= 0,
        "--end-with: expected the text of one token, such as </s>, got %s tokens for '%s'",
        ids.length,
        Excerpt.of(text));
    return ids[0];
  }
}
