package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.cli.options.SequenceOptions.Data;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.PromptCompletion;
import org.temper.data.corpus.ConversationForms;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageRewardModel;
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
      description =
          "what to learn from: .jsonl, .csv, .tsv or .parquet, gzip or not, in the --format; a"
              + " file, a directory or a pattern")
  private @Nullable Path data;

  @Option(
      names = "--format",
      paramLabel = "KIND",
      defaultValue = "pairs",
      description =
          "${COMPLETION-CANDIDATES}; fields \"prompt\", which may be missing, \"chosen\","
              + " \"rejected\" and perhaps \"margin\"; or \"prompt\" and \"completions\", a list of"
              + " \"completion\" and \"rating\"; or \"prompt\", \"completion\" and \"label\", a"
              + " number; pairs and labels may be of conversations, whose fields are lists of"
              + " messages (default: ${DEFAULT-VALUE})")
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
  @Mixin private ConversationOptions conversations;

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
      Inapplicable.check(
          spec, "with --prefer", "--format", "--eval-data", "--bad-records", "--cache");
      PairFields.checkNone(spec, "with --prefer");
      ConversationOptions.checkNone(spec, "with --prefer");
    }
    if (talks()) {
      checkArgument(
          format != Format.ratings,
          "--format: expected pairs or labels with conversations, got ratings");
      PairFields.checkNone(spec, "with conversations");
      Inapplicable.check(
          spec, "with conversations", "--completion-field", "--end-token", "--end-with");
    } else if (!sampled) {
      ConversationOptions.checkNone(spec, "without conversations");
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

  /** Whether the file holds conversations. */
  private boolean talks() {
    return data != null && ConversationOptions.areIn(DataFiles.of(data));
  }

  /**
   * Begins a reward model, with the chat template where one was given.
   *
   * @param directory the directory of the language model that it is begun on
   * @param seed decides the head
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if the model or the template is malformed
   * @throws IOException if a file cannot be read
   */
  public LanguageRewardModel begin(Path directory, long seed, DecoderOptions options)
      throws IOException {
    return conversations.begin(directory, seed, options);
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
   * Settles the time that the template sees in a run, where there are conversations.
   *
   * @param model the model, begun by {@link #begin}
   * @param out the run's directory
   * @throws IllegalArgumentException if what is recorded there cannot be read
   */
  public void settle(LanguageRewardModel model, Path out) {
    if (talks()) {
      conversations.settle(model.codec(), out);
    }
  }

  /**
   * What reading the file takes.
   *
   * @param sequences how long they may be, and how many are held out
   * @param model the model, begun by {@link RewardDataOptions#begin}
   * @param afforded the most tokens of a sequence where no other number is asked for
   * @param holding what is held out
   * @param messages where a word on records left out goes
   */
  public record Reading(
      SequenceOptions sequences,
      LanguageRewardModel model,
      int afforded,
      HoldingOut holding,
      PrintWriter messages) {}

  /**
   * The comparisons of the file, whole prompts held out.
   *
   * @param reading how it is read, and for which model
   * @return the comparisons
   * @throws IllegalArgumentException if the file is malformed; the message names file, line and
   *     field
   */
  public Data<Group> comparisons(Reading reading) {
    Tokens tokens = tokens(reading);
    ExampleForm<?, Group> form =
        format == Format.ratings
            ? ExampleForm.ratings(fields.fields().prompt(), marginScale, tokens)
            : talks()
                ? ConversationForms.comparisons(
                    conversations.tokenization(reading.model().codec()), tokens)
                : ExampleForm.comparisons(fields.fields(), tokens);
    return read(reading, form);
  }

  /**
   * The labeled completions of the file, whole prompts held out.
   *
   * @param reading how it is read, and for which model
   * @return the completions with their labels
   * @throws IllegalArgumentException if the file is malformed; the message names file, line and
   *     field
   */
  public Data<Labeled> labels(Reading reading) {
    Tokens tokens = tokens(reading);
    ExampleForm<?, Labeled> form =
        talks()
            ? ConversationForms.labels(conversations.tokenization(reading.model().codec()), tokens)
            : ExampleForm.labels(
                new PromptCompletion.Fields(fields.fields().prompt(), completionField), tokens);
    return read(reading, form);
  }

  private Tokens tokens(Reading reading) {
    LengthOptions lengths = reading.sequences().lengths();
    HuggingFaceCodec codec = reading.model().codec();
    int context = reading.model().model().config().maxLength();
    return new Tokens(
        talks()
            ? lengths.conversations(codec, context, reading.afforded())
            : lengths.tokenization(codec, context, reading.afforded()),
        reading.model().origin().part("tokenizer"));
  }

  private <E> Data<E> read(Reading reading, ExampleForm<?, E> form) {
    return reading
        .sequences()
        .readRecords(requireNonNull(data), form, reading.holding(), reading.messages());
  }
}
