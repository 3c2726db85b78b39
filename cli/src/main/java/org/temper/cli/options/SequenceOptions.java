package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.TextCodec;
import org.temper.cli.training.Completions;
import org.temper.data.RecordException;
import org.temper.data.Sourced;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.data.Tokenized;
import picocli.CommandLine.Option;

/** Options for how records become sequences, and which of them are held out. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SequenceOptions {
  private static final double USUAL_SHARE = 0.1;

  /** The most records that are measured on where a model is slow. */
  private static final int FEW = 64;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "most tokens of a sequence (default: what the model takes, or as much of it as memory allows"
              + " to train on)")
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

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      description =
          "share of the records to measure on, whole prompts, at most 0.5; 0 to train on all"
              + " (default: "
              + USUAL_SHARE
              + ", of a model of more than 10M parameters at most "
              + FEW
              + " records; nothing beside --eval-data)")
  private @Nullable Double heldOut;

  @Option(
      names = "--eval-data",
      paramLabel = "FILE",
      description = "what to measure on, in the form of --data, instead of holding out some of it")
  private @Nullable Path evalData;

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

  /**
   * What the records held out depend on, where no share is given.
   *
   * @param parameters the model's size: an evaluation of a large one is to end in minutes
   * @param seed decides which prompts they are of
   */
  public record HoldingOut(long parameters, long seed) {

    /** Makes room in the time of an evaluation. */
    private double usualShare(int records) {
      return parameters <= Completions.QUICK_PARAMETERS
          ? USUAL_SHARE
          : Math.min(USUAL_SHARE, (double) FEW / records);
    }
  }

  /**
   * What is held out of a list.
   *
   * @param records how many there are
   * @param holding what decides where no share was given
   * @return a share from 0 to 0.5
   * @throws IllegalArgumentException if another was given
   */
  public double heldOutShare(int records, HoldingOut holding) {
    double share = heldOut == null ? holding.usualShare(records) : heldOut;
    checkArgument(
        share >= 0 && share <= 0.5, "--held-out: expected a share from 0 to 0.5, got %s", share);
    return share;
  }

  /**
   * Reads records to train on and records to measure on: those of another file, or whole prompts
   * held out.
   *
   * @param file what to train on
   * @param reader reads a file
   * @param prompt a record's prompt
   * @param holding what is held out
   * @param <R> what a record is
   * @return the records
   * @throws IllegalArgumentException if a file is malformed, or options are at odds
   */
  public <R> Split<Sourced<R>> read(
      Path file,
      Function<Path, List<Sourced<R>>> reader,
      Function<R, String> prompt,
      HoldingOut holding) {
    return read(
        file,
        reader,
        (records, share) ->
            Split.byShare(
                records, sourced -> prompt.apply(sourced.record()), share, holding.seed()),
        holding);
  }

  /**
   * Reads records to train on and records to measure on: those of another file, or some held out.
   *
   * @param file what to train on
   * @param reader reads a file
   * @param holdOut holds out a share
   * @param holding what is held out
   * @param <R> what a record is
   * @return the records
   * @throws IllegalArgumentException if a file is malformed, or options are at odds
   */
  public <R> Split<Sourced<R>> read(
      Path file,
      Function<Path, List<Sourced<R>>> reader,
      BiFunction<List<Sourced<R>>, Double, Split<Sourced<R>>> holdOut,
      HoldingOut holding) {
    List<Sourced<R>> records = reader.apply(file);
    if (evalData == null) {
      return holdOut.apply(records, heldOutShare(records.size(), holding));
    }
    checkArgument(heldOut == null, "--held-out: expected none beside --eval-data, got %s", heldOut);
    return new Split<>(records, reader.apply(evalData));
  }

  /**
   * Makes examples of records, with a word to the user on those that could not be used whole.
   *
   * @param records the records
   * @param tokenizer makes examples
   * @param messages where the word goes
   * @param <R> what a record is
   * @param <E> what an example is
   * @return the examples
   * @throws IllegalArgumentException if no example could be made of the records to train on, or one
   *     is malformed; the message names its file and line
   */
  public <R, E> Split<E> examples(
      Split<Sourced<R>> records, Function<List<R>, Tokenized<E>> tokenizer, PrintWriter messages) {
    return new Split<>(
        examples("to train on", records.train(), tokenizer, messages),
        records.heldOut().isEmpty()
            ? List.of()
            : examples("held out", records.heldOut(), tokenizer, messages));
  }

  private static <R, E> List<E> examples(
      String part,
      List<Sourced<R>> records,
      Function<List<R>, Tokenized<E>> tokenizer,
      PrintWriter messages) {
    Tokenized<E> tokenized;
    try {
      tokenized = tokenizer.apply(records.stream().map(Sourced::record).toList());
    } catch (RecordException e) {
      throw e.at(records.get(e.index()).location());
    }
    tell(messages, tokenized.truncated(), part, "were longer than --max-length and cut");
    tell(messages, tokenized.dropped(), part, "were left out as too long (--max-length)");
    tell(messages, tokenized.identical(), part, "were left out: they compare what is the same");
    return tokenized.examples();
  }

  private static void tell(PrintWriter messages, int count, String part, String what) {
    if (count > 0) {
      messages.printf("%d records %s %s%n", count, part, what);
      messages.flush();
    }
  }
}
