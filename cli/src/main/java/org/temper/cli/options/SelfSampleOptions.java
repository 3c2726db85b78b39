package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.Policy;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.api.text.TextCodec;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.text.TextFiles;
import org.temper.cli.training.SampledPairs.Counts;
import org.temper.cli.training.SelfSampledPairs;
import org.temper.cli.training.SelfSampledPairs.DrawSeeds;
import org.temper.data.Split;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for how preference pairs are made of a model's own samples. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SelfSampleOptions {

  @Option(
      names = "--prefer",
      paramLabel = "REGEX",
      description = "prefer samples in which this pattern is found, instead of --data")
  private @Nullable String prefer;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description =
          "with --prefer: what to complete: paragraphs of plain text, or the field \"prompt\" of"
              + " records (.jsonl, .csv, .tsv, .parquet), gzip or not; each only once")
  private @Nullable Path prompts;

  @Option(
      names = "--prompt-words",
      paramLabel = "N",
      defaultValue = "0",
      description = "with --prefer: only the first N words of each prompt; 0 for all (default: 0)")
  private int promptWords;

  @Option(
      names = "--samples-per-prompt",
      paramLabel = "N",
      defaultValue = "8",
      description = "with --prefer: samples of each prompt (default: ${DEFAULT-VALUE})")
  private int samples;

  @Option(
      names = "--pairs-per-prompt",
      paramLabel = "N",
      defaultValue = "2",
      description = "with --prefer: most pairs of each prompt (default: ${DEFAULT-VALUE})")
  private int pairs;

  /**
   * Checks that none was given of what says how samples become pairs.
   *
   * @param spec the command, parsed
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec) {
    Inapplicable.check(
        spec,
        "without --prefer",
        "--prompts",
        "--prompt-words",
        "--samples-per-prompt",
        "--pairs-per-prompt");
  }

  /**
   * Samples a model's pairs.
   *
   * @param policy the model
   * @param codec its tokenizer
   * @param sampling how
   * @param texts the prompts
   * @param criterion which samples are preferred
   * @param sequences how many prompts are held out
   * @param holding what is held out
   * @return the pairs
   * @throws IllegalArgumentException as {@link SelfSampledPairs#of} does
   */
  public SelfSampledPairs sample(
      Policy policy,
      TextCodec codec,
      SamplingConfig sampling,
      List<String> texts,
      Verifier<String> criterion,
      SequenceOptions sequences,
      HoldingOut holding) {
    return SelfSampledPairs.of(
        policy,
        codec,
        sampling,
        Split.byShare(
            texts, prompt -> prompt, sequences.heldOutShare(texts.size(), holding), holding.seed()),
        criterion,
        new Counts(samples, pairs),
        DrawSeeds.of(holding.seed()));
  }

  /**
   * The criterion.
   *
   * @return a check of completions, the prompt being the task; empty where no pattern was given
   * @throws IllegalArgumentException if the pattern is malformed
   */
  public Optional<Verifier<String>> criterion() {
    if (prefer == null) {
      return Optional.empty();
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(prefer);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "--prefer: expected a regular expression, got "
              + Excerpt.of(prefer)
              + ": "
              + e.getDescription(),
          e);
    }
    return Optional.of(
        (prompt, completion) ->
            pattern.matcher(completion).find()
                ? new Verdict.Passed()
                : new Verdict.Failed("not found: " + pattern));
  }

  /**
   * The prompts.
   *
   * @return distinct texts, at least two
   * @throws IllegalArgumentException if no file was given, or it has fewer
   */
  public List<String> prompts() {
    checkArgument(prompts != null, "--prompts: expected a file beside --prefer, got none");
    checkArgument(promptWords >= 0, "--prompt-words: expected at least 0, got %s", promptWords);
    DataFiles files = DataFiles.of(prompts);
    String field = files.holdRecords() ? "prompt" : FileFormat.TEXT_FIELD;
    List<String> texts = files.readAll(Separator.PARAGRAPHS, record -> record.text(field));
    List<String> distinct = texts.stream().map(this::shorten).distinct().toList();
    checkArgument(
        distinct.size() >= 2,
        "--prompts: expected at least 2 different prompts in %s, got %s",
        prompts,
        distinct.size());
    OptionLimits.product(
        "prompts × --samples-per-prompt",
        OptionLimits.COMPLETIONS,
        distinct.size(),
        Math.max(0, samples));
    return distinct;
  }

  /**
   * The file of the prompts.
   *
   * @return the file; null where none was given
   */
  public @Nullable Path promptFile() {
    return prompts;
  }

  private String shorten(String text) {
    return promptWords == 0 ? text : TextFiles.firstWords(text, promptWords);
  }
}
