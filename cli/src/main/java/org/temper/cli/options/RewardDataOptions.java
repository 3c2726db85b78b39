package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.data.ComparedPair;
import org.temper.data.JsonlReader;
import org.temper.data.LabeledCompletion;
import org.temper.data.Preferences;
import org.temper.data.PromptCompletion;
import org.temper.data.RatedCompletions;
import org.temper.data.Sourced;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for the file that a reward model learns from. */
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
          "${COMPLETION-CANDIDATES}; fields \"prompt\", which may be missing, \"chosen\", \"rejected\""
              + " and perhaps \"margin\"; or \"prompt\" and \"completions\", a list of \"completion\" and"
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

  @Mixin private PairFields fields;

  @Option(
      names = "--completion-field",
      paramLabel = "NAME",
      defaultValue = "completion",
      description = "with --format labels: the completion's field (default: ${DEFAULT-VALUE})")
  private String completionField;

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
      Inapplicable.check(spec, "with --prefer", "--format", "--eval-data");
      PairFields.checkNone(spec, "with --prefer");
    }
    if (format != Format.pairs) {
      Inapplicable.check(spec, "without --format pairs", "--chosen-field", "--rejected-field");
    }
    if (format != Format.labels) {
      Inapplicable.check(spec, "without --format labels", "--completion-field");
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
   * @param holding what is held out
   * @param messages where a word on records left out goes
   * @return the comparisons
   * @throws IllegalArgumentException if the file is malformed; the message names file, line and
   *     field
   */
  public Split<Group> comparisons(
      SequenceOptions sequences,
      Tokenization tokenization,
      HoldingOut holding,
      PrintWriter messages) {
    Path file = requireNonNull(data);
    if (format == Format.pairs) {
      return sequences.examples(
          sequences.read(file, this::pairs, pair -> pair.preference().prompt(), holding),
          tokenization::comparisons,
          messages);
    }
    return sequences.examples(
        sequences.read(file, path -> decided(path, messages), RatedCompletions::prompt, holding),
        records -> tokenization.ratings(records, marginScale),
        messages);
  }

  private List<Sourced<ComparedPair>> pairs(Path file) {
    return Preferences.compared(file, fields.fields());
  }

  private List<Sourced<RatedCompletions>> decided(Path file, PrintWriter messages) {
    String prompt = fields.fields().prompt();
    List<Sourced<RatedCompletions>> lists =
        JsonlReader.readSourced(file, record -> RatedCompletions.of(record, prompt));
    List<Sourced<RatedCompletions>> decided =
        lists.stream().filter(list -> list.record().isDecided()).toList();
    checkArgument(!decided.isEmpty(), "%s: expected lists with different ratings, got none", file);
    if (decided.size() < lists.size()) {
      messages.printf("%d lists were left out: all rated alike%n", lists.size() - decided.size());
    }
    return decided;
  }

  /**
   * The labeled completions of the file, whole prompts held out.
   *
   * @param sequences how many are held out
   * @param tokenization makes sequences of text
   * @param holding what is held out
   * @param messages where a word on records left out goes
   * @return the completions with their labels
   * @throws IllegalArgumentException if the file is malformed; the message names file, line and
   *     field
   */
  public Split<Labeled> labels(
      SequenceOptions sequences,
      Tokenization tokenization,
      HoldingOut holding,
      PrintWriter messages) {
    PromptCompletion.Fields both =
        new PromptCompletion.Fields(fields.fields().prompt(), completionField);
    return sequences.examples(
        sequences.read(
            requireNonNull(data),
            file -> JsonlReader.readSourced(file, record -> LabeledCompletion.of(record, both)),
            labeled -> labeled.record().prompt(),
            holding),
        tokenization::labels,
        messages);
  }
}
