package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.data.ComparedPair;
import org.temper.data.LabeledCompletion;
import org.temper.data.RatedCompletions;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenized;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a reward model learns from, where that is a file. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class RewardDataOptions {

  /** What a record of the file says. */
  public enum Format {
    /** That one completion is preferred to another. */
    pairs,
    /** How several completions were rated. */
    ratings,
    /** Which number a completion was given. */
    labels
  }

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "what to learn from: .jsonl, gzip or not, in the --format")
  private @Nullable Path data;

  @Option(
      names = "--format",
      paramLabel = "KIND",
      defaultValue = "pairs",
      description =
          "${COMPLETION-CANDIDATES}; fields \"prompt\", \"chosen\", \"rejected\" and perhaps"
              + " \"margin\"; or \"prompt\" and \"completions\", a list of \"completion\" and"
              + " \"rating\"; or \"prompt\", \"completion\" and \"label\", a number (default:"
              + " ${DEFAULT-VALUE})")
  private Format format;

  @Option(
      names = "--margin-scale",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "with --format ratings: margin that a difference of ratings of 1 asks for (default:"
              + " ${DEFAULT-VALUE})")
  private double marginScale;

  /**
   * Checks that pairs come from a file or from samples, and that no option is without effect.
   *
   * @param spec the command, parsed
   * @param source where pairs come from
   * @throws IllegalArgumentException if there is no file or both, an option does not apply, or the
   *     scale is negative
   */
  public void check(CommandSpec spec, Source source) {
    boolean sampled = source == Source.SAMPLES;
    checkArgument(
        sampled == (data == null),
        "--data: expected a file, or --prefer instead of it, got %s",
        data == null ? "neither" : "both");
    if (sampled) {
      Inapplicable.check(spec, "with --prefer", "--format");
    }
    if (format != Format.ratings) {
      Inapplicable.check(spec, "without --format ratings", "--margin-scale");
    }
    checkArgument(
        marginScale >= 0 && Double.isFinite(marginScale),
        "--margin-scale: expected a finite number of at least 0, got %s",
        marginScale);
  }

  /** Where pairs come from. */
  public enum Source {
    /** From the file. */
    FILE,
    /** From samples that are checked. */
    SAMPLES
  }

  /**
   * The file.
   *
   * @return the file; null where none was given
   */
  public @Nullable Path file() {
    return data;
  }

  /**
   * What a record of the file says.
   *
   * @return the format
   */
  public Format format() {
    return format;
  }

  /**
   * The comparisons of the file, whole prompts held out.
   *
   * @param sequences how many are held out
   * @param tokenization makes sequences of text
   * @param seed decides which prompts are held out
   * @param messages where a word on records left out goes
   * @return the comparisons
   * @throws IllegalArgumentException if the file is malformed; the message names file, line and
   *     field
   */
  public Split<Group> comparisons(
      SequenceOptions sequences, Tokenization tokenization, long seed, PrintWriter messages) {
    Path file = requireNonNull(data);
    if (format == Format.pairs) {
      return split(
          ComparedPair.read(file),
          pair -> pair.preference().prompt(),
          tokenization::comparisons,
          sequences,
          seed,
          messages);
    }
    List<RatedCompletions> lists = RatedCompletions.read(file);
    List<RatedCompletions> decided = lists.stream().filter(RatedCompletions::isDecided).toList();
    checkArgument(!decided.isEmpty(), "%s: expected lists with different ratings, got none", file);
    if (decided.size() < lists.size()) {
      messages.printf("%d lists were left out: all rated alike%n", lists.size() - decided.size());
    }
    return split(
        decided,
        RatedCompletions::prompt,
        records -> tokenization.ratings(records, marginScale),
        sequences,
        seed,
        messages);
  }

  /**
   * The labeled completions of the file, whole prompts held out.
   *
   * @param sequences how many are held out
   * @param tokenization makes sequences of text
   * @param seed decides which prompts are held out
   * @param messages where a word on records left out goes
   * @return the completions with their labels
   * @throws IllegalArgumentException if the file is malformed; the message names file, line and
   *     field
   */
  public Split<Labeled> labels(
      SequenceOptions sequences, Tokenization tokenization, long seed, PrintWriter messages) {
    return split(
        LabeledCompletion.read(requireNonNull(data)),
        labeled -> labeled.record().prompt(),
        tokenization::labels,
        sequences,
        seed,
        messages);
  }

  private static <T, E> Split<E> split(
      List<T> records,
      Function<T, String> prompt,
      Function<List<T>, Tokenized<E>> tokenizer,
      SequenceOptions sequences,
      long seed,
      PrintWriter messages) {
    int prompts = (int) records.stream().map(prompt).distinct().count();
    Split<T> split = Split.grouped(records, prompt, sequences.heldOutCount(prompts), seed);
    return new Split<>(
        sequences.examples(tokenizer.apply(split.train()), messages),
        sequences.examples(tokenizer.apply(split.heldOut()), messages));
  }
}
