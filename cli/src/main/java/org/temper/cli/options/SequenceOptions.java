package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.temper.api.TextCodec;
import org.temper.cli.text.TextFiles;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.data.Tokenized;
import picocli.CommandLine.Option;

/** Options for how records become sequences, and how many of them are held out. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SequenceOptions {
  private static final int USUAL_LENGTH = 256;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "most tokens of a sequence (default: what the model takes, but no more than "
              + USUAL_LENGTH
              + ")")
  private @Nullable Integer maxLength;

  @Option(
      names = "--overflow",
      paramLabel = "HOW",
      defaultValue = "truncate",
      description =
          "what becomes of longer records: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Overflow overflow;

  @Option(
      names = "--end-token",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "end completions and documents with the end token (default: yes)")
  private boolean endToken;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "share of the data to measure on (default: ${DEFAULT-VALUE})")
  private double heldOut;

  /**
   * How text becomes sequences.
   *
   * @param codec the tokenizer
   * @param contextLength the most tokens that the model takes
   * @return the tokenization
   * @throws IllegalArgumentException if a sequence could be longer than the model takes, or the
   *     tokenizer has no single end token
   */
  public Tokenization tokenization(TextCodec codec, int contextLength) {
    int length = maxLength == null ? Math.min(USUAL_LENGTH, contextLength) : maxLength;
    checkArgument(
        length >= 2 && length <= contextLength,
        "--max-length: expected from 2 to %s, which the model takes, got %s",
        contextLength,
        length);
    return endToken
        ? Tokenization.of(codec, length, overflow)
        : new Tokenization(codec, OptionalLong.empty(), length, overflow);
  }

  /**
   * The examples of records, with a word to the user where some were too long.
   *
   * @param tokenized what became of the records
   * @param messages where the word goes
   * @param <T> what an example is
   * @return the examples
   */
  public <T> List<T> examples(Tokenized<T> tokenized, PrintWriter messages) {
    if (tokenized.truncated() > 0) {
      messages.printf("%d records were longer than --max-length and cut%n", tokenized.truncated());
    }
    if (tokenized.dropped() > 0) {
      messages.printf("%d records were left out as too long%n", tokenized.dropped());
    }
    return tokenized.examples();
  }

  /**
   * How many items to hold out.
   *
   * @param items how many there are
   * @return at least 1, and fewer than there are
   * @throws IllegalArgumentException if the share is not in (0, 1), or there is only one item
   */
  public int heldOutCount(int items) {
    return TextFiles.heldOutCount(items, heldOut);
  }
}
