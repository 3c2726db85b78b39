package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.Settings;
import org.temper.cli.training.Examples;
import org.temper.cli.training.Forecast;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.MemoryForecast;
import org.temper.cli.training.Origins;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;
import org.temper.data.BatchSampler;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Options that the recipes share that train on given examples: the learning rate, the batches, the
 * run, what is written, and how it is computed.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class TrainingOptions {
  private final LearningRates rates;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "peak learning rate (default: by the model's size, told at the start)")
  private @Nullable Double learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "examples of an update (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description =
          "most tokens of an update, padding apart, instead of --batch-size; examples are packed"
              + " by length into as few updates as hold them")
  private @Nullable Integer batchTokens;

  @Mixin private RunOptions run;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  /**
   * The options of a recipe.
   *
   * @param rates learning rates where none is given
   * @param batchSize examples of an update where nothing else is given
   */
  public TrainingOptions(LearningRates rates, int batchSize) {
    this.rates = rates;
    this.batchSize = batchSize;
  }

  /**
   * What decides whatever is random.
   *
   * @return the seed
   */
  public long seed() {
    return run.seed();
  }

  /**
   * The directory to write into; nothing is written yet.
   *
   * @param recipe the recipe's name
   * @return a path that is no file
   * @throws IllegalArgumentException as {@link OutputOptions#directory} does
   */
  public Path directory(String recipe) {
    return output.directory(recipe, run.start());
  }

  /**
   * The options of a decoder.
   *
   * @param frozenCopies how many more copies of its weights there are, such as a reference
   * @return options
   * @throws IllegalArgumentException as {@link ComputeOptions#decoder} does
   */
  public DecoderOptions decoder(int frozenCopies) {
    return compute.decoder(frozenCopies);
  }

  /**
   * The options of a decoder that is so small that threads wait for one another.
   *
   * @return options
   * @throws IllegalArgumentException as {@link ComputeOptions#smallDecoder} does
   */
  public DecoderOptions smallDecoder() {
    return compute.smallDecoder();
  }

  /**
   * The length of sequences that memory allows.
   *
   * @param config the decoder's shape
   * @param frozenCopies how many more copies of its weights there are, such as a reference
   * @param rows sequences of an example
   * @return tokens
   */
  public int affordedLength(DecoderConfig config, int frozenCopies, int rows) {
    return compute.memory(config, frozenCopies).affordedLength(config.maxLength(), rows);
  }

  /**
   * Settles what was left open, and says what the run will do and need: now, or when a resume
   * starts.
   *
   * @param spec the recipe's command, parsed
   * @param out the directory to write into
   * @param config the decoder's shape
   * @param frozenCopies how many more copies of its weights there are, such as a reference
   * @param examples what is trained and measured on
   * @param origins the models and files that are read
   * @return how to train
   * @throws IllegalArgumentException if an option is out of its range
   */
  public TrainingSettings settle(
      CommandSpec spec,
      Path out,
      DecoderConfig config,
      int frozenCopies,
      Examples examples,
      Origins origins) {
    compute.giveBack();
    long parameters = config.parameterCount();
    double rate = learningRate == null ? rates.of(parameters) : learningRate;
    Updates whole = updates(spec, examples);
    BatchConfig batches = run.batches(whole.config());
    int updates = run.updates(whole.perEpoch());
    MemoryForecast memory = compute.memory(config, frozenCopies);
    if (run.usesDefaultMicroBatches()) {
      batches = memory.held(batches, whole.mostRows(), examples.longest());
    }
    long atOnce =
        Math.min(
            batches.microBatchTokens(),
            Math.min(whole.mostRows(), batches.microBatchSize()) * examples.longest());
    Map<String, String> deciding = new HashMap<>(Settings.of(spec, origins));
    deciding.put("--learning-rate", Double.toString(rate));
    deciding.put("--micro-batch-tokens", Integer.toString(batches.microBatchTokens()));
    List<String> forecast =
        Stream.concat(
                Stream.of(
                    Forecast.model(config),
                    String.format(
                        Locale.ROOT,
                        "data: %,d examples of %,d tokens to train on, %,d held out; the longest has %,d"
                            + " tokens",
                        examples.trained(),
                        examples.tokens(),
                        examples.heldOut(),
                        examples.longest()),
                    String.format(
                        Locale.ROOT,
                        "run: %,d updates of %s, at most %,d tokens at once; learning rate %.2g%s",
                        updates,
                        whole.described(),
                        atOnce,
                        rate,
                        learningRate == null ? " by the model's size (--learning-rate)" : ""),
                    Forecast.memory(memory, atOnce)),
                compute.trial().stream())
            .toList();
    Forecast said = new Forecast(spec.commandLine().getOut(), forecast);
    TrainingSettings settings =
        new TrainingSettings(
            spec.name(),
            out,
            run.start(),
            run.seed(),
            updates,
            batches,
            optimizer.config(rate, updates),
            run.evaluateEvery(updates),
            run.checkpointEvery(),
            memory.evaluatedRows(examples.longestRow(), TrainingSettings.EVALUATION_ROWS),
            deciding,
            // A resume may yet be refused: it is said when that is sure to go on.
            run.start() == Start.FRESH ? List.of() : List.of(said));
    if (run.start() == Start.FRESH) {
      said.say();
    }
    return settings;
  }

  /**
   * The updates of an epoch.
   *
   * @param config what fills them
   * @param perEpoch how many there are
   * @param mostRows the most examples of one
   * @param described how large they are, in words
   */
  private record Updates(BatchConfig config, long perEpoch, long mostRows, String described) {}

  private Updates updates(CommandSpec spec, Examples examples) {
    if (batchTokens == null) {
      RunOptions.checkAtLeastOne("batch-size", batchSize);
      int rows = Math.min(batchSize, examples.trained());
      return new Updates(
          BatchConfig.of(batchSize),
          ((long) examples.trained() + batchSize - 1) / batchSize,
          rows,
          String.format(Locale.ROOT, "%,d examples", rows));
    }
    Inapplicable.check(spec, "beside --batch-tokens", "--batch-size");
    RunOptions.checkAtLeastOne("batch-tokens", batchTokens);
    checkArgument(
        examples.longest() <= batchTokens,
        "--batch-tokens: expected at least the %s tokens of the longest example, got %s",
        examples.longest(),
        batchTokens);
    BatchConfig config = BatchConfig.ofTokens(batchTokens);
    BatchSampler sampler = BatchSampler.of(examples.lengths(), config, 0);
    return new Updates(
        config,
        sampler.updatesPerEpoch(),
        LongStream.range(0, sampler.updatesPerEpoch())
            .map(update -> sampler.microBatches(update).get(0).length())
            .max()
            .getAsLong(),
        String.format(Locale.ROOT, "at most %,d tokens", batchTokens));
  }
}
