package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.cli.arithmetic.BaseModel;
import org.temper.cli.midtrain.GeneratedDomains;
import org.temper.cli.midtrain.Midtraining;
import org.temper.cli.midtrain.Midtraining.Data;
import org.temper.cli.midtrain.Midtraining.Outcome;
import org.temper.cli.midtrain.MidtrainingReport;
import org.temper.cli.midtrain.MixtureOptions;
import org.temper.cli.midtrain.ReplayComparison;
import org.temper.cli.midtrain.ReplayShare;
import org.temper.cli.midtrain.Source;
import org.temper.cli.midtrain.SourceFile;
import org.temper.cli.midtrain.SourceReader;
import org.temper.cli.options.ExampleOptions;
import org.temper.cli.options.ExampleOptions.Kind;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.TrainingOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.training.Examples;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.TrainingSettings;
import org.temper.data.files.DataFiles;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.hf.LanguageModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Mid-training on a mixture of new data with replay of old data, and a comparison of shares. */
@Command(
    name = "midtrain",
    description = {
      "Mid-training on a mixture of new sources, with replay of old data against forgetting.",
      "With one share of replay and one seed it trains a model. With several it compares the"
          + " shares: what is kept of the new data's gain, and what is left of the old data's loss."
          + " Without --model it does so for the quickstart's base, whose old data are sums and"
          + " differences and whose new data are products and quotients."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Midtrain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "directory of the model to start from (default: the quickstart's base)")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "[BUCKET/]NAME=FILE[:WEIGHT]",
      converter = SourceFile.Converter.class,
      description =
          "a new source, once for each: what sft reads, records, conversations or plain text, gzip"
              + " or not; figures are reported by bucket (default: its name)")
  private List<SourceFile> data = new ArrayList<>();

  @Option(
      names = "--replay-data",
      paramLabel = "FILE",
      description = "old data, such as the model was trained on, to measure on and to replay")
  private @Nullable Path replayData;

  @Option(
      names = "--replay",
      paramLabel = "SHARE[,SHARE...]",
      split = ",",
      description =
          "the old data's share, in [0, 1); several are compared, with 0 (default: 0.2 with"
              + " --replay-data, 0 with --data alone, 0,0.05,0.1,0.2,0.4 without --model)")
  private List<String> replay = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "seeds to compare shares over, from --seed on (default: 1, or 3 without --model)")
  private @Nullable Integer seeds;

  @Option(
      names = "--generated-documents",
      paramLabel = "N",
      defaultValue = "8000",
      description =
          "documents of each domain that are generated without --model (default: ${DEFAULT-VALUE})")
  private int generatedDocuments;

  @Mixin private MixtureOptions mixture;
  @Mixin private ExampleOptions examples;
  @Mixin private SequenceOptions sequences;
  @Mixin private TrainingOptions training = new TrainingOptions(LearningRates.FINE_TUNING, 32);

  @Override
  public Integer call() throws IOException {
    check();
    List<ReplayShare> shares = shares();
    int trials = seeds == null ? (model == null ? 3 : 1) : seeds;
    checkArgument(trials >= 1, "--seeds: expected at least 1, got %s", trials);
    Path out = training.directory("midtrain");
    if (model != null && shares.size() == 1 && trials == 1) {
      train(out, shares.get(0));
    } else {
      compare(out, shares, trials);
    }
    return 0;
  }

  private void check() {
    if (model == null) {
      Inapplicable.check(
          spec,
          "without --model",
          "--data",
          "--replay-data",
          "--max-length",
          "--overflow",
          "--end-token",
          "--end-with",
          "--held-out",
          "--eval-data");
      ExampleOptions.checkNone(spec, "without --model");
      return;
    }
    Inapplicable.check(spec, "with --model", "--generated-documents");
    checkArgument(!data.isEmpty(), "--data: expected a new source beside --model, got none");
    SourceFile.checkDistinct(data);
    if (data.size() > 1) {
      Inapplicable.check(spec, "with several sources", "--eval-data");
    }
    if (replayData == null) {
      Inapplicable.check(spec, "without --replay-data", "--replay");
    }
    examples.check(spec, kinds());
  }

  /** What the sources say. */
  private Set<Kind> kinds() {
    return Stream.concat(data.stream().map(SourceFile::file), old())
        .map(file -> ExampleOptions.kind(DataFiles.of(file)))
        .collect(toImmutableSet());
  }

  private Stream<Path> old() {
    return Optional.ofNullable(replayData).stream();
  }

  private List<ReplayShare> shares() {
    List<String> texts = replay;
    if (texts.isEmpty()) {
      texts =
          model == null
              ? List.of("0", "0.05", "0.1", "0.2", "0.4")
              : List.of(replayData == null ? "0" : "0.2");
    }
    List<ReplayShare> shares = texts.stream().map(ReplayShare::parse).toList();
    Set<Double> values = new HashSet<>();
    for (ReplayShare share : shares) {
      checkArgument(values.add(share.value()), "--replay: expected each share once, got %s", texts);
    }
    return shares;
  }

  private LanguageModel load() throws IOException {
    return model == null
        ? BaseModel.SHIPPED.load(training.smallDecoder())
        : examples.load(model, training.decoder(0));
  }

  private Origins origins(LanguageModel languageModel) throws IOException {
    Origins origins =
        Origins.none()
            .withModel(
                "base",
                model == null ? BaseModel.SHIPPED.origin() : languageModel.origin().orElseThrow());
    for (SourceFile source : data) {
      origins = origins.withFiles("data." + source.name(), DataFiles.of(source.file()));
    }
    return replayData == null
        ? origins
        : origins.withFiles("data." + Source.OLD, DataFiles.of(replayData));
  }

  private void train(Path out, ReplayShare share) throws IOException {
    try (LanguageModel languageModel = load()) {
      Data read = read(languageModel, out);
      Origins origins = origins(languageModel);
      TrainingSettings settings = settle(out, languageModel, read, origins);
      Outcome outcome =
          Midtraining.run(languageModel.policy(), mixture, read, share.value(), settings, said());
      languageModel.save(
          out.resolve("model"), origins.saving("midtrain", outcome.trained().identity()));
      Summary summary = MidtrainingReport.of(read, outcome, out);
      summary.put("mixture", "updates", settings.updates());
      Report.write(summary, out, said());
    }
  }

  private void compare(Path out, List<ReplayShare> asked, int trials) throws IOException {
    checkArgument(
        model == null || replayData != null,
        "--replay-data: expected old data to compare shares of, got none");
    List<ReplayShare> shares = ReplayShare.withNone(asked);
    List<Data> bySeed = new ArrayList<>();
    TrainingSettings settings;
    try (LanguageModel languageModel = load()) {
      for (int trial = 0; trial < trials; trial++) {
        bySeed.add(
            model == null
                ? GeneratedDomains.of(
                    languageModel.codec(), generatedDocuments, training.seed() + trial)
                : trial == 0 ? read(languageModel, out) : bySeed.get(0));
      }
      settings = settle(out, languageModel, bySeed.get(0), origins(languageModel));
    }
    ReplayComparison comparison = new ReplayComparison(bySeed.get(0));
    for (int trial = 0; trial < trials; trial++) {
      for (ReplayShare share : shares) {
        comparison.add(
            share.text(), trial(out, share, training.seed() + trial, bySeed.get(trial), settings));
      }
    }
    Summary summary = new Summary();
    comparison.put(summary);
    summary.write(out.resolve("summary.json"));
    comparison.draw(out);
    PrintWriter said = said();
    said.println();
    said.print(comparison.table());
    said.println();
    said.println(
        "Written to "
            + out
            + ": summary.json, replay.png, forgetting.png, and runs/ with metrics.jsonl and curves/"
            + " of each");
    said.flush();
  }

  private Outcome trial(
      Path out, ReplayShare share, long seed, Data read, TrainingSettings settings)
      throws IOException {
    Map<String, String> deciding = new TreeMap<>(settings.settings());
    deciding.put("--replay", Double.toString(share.value()));
    deciding.put("--seed", Long.toString(seed));
    deciding.remove("--seeds");
    String name = "replay " + share.text() + ", seed " + seed;
    Path directory = out.resolve("runs").resolve("replay_" + share.text() + "-seed_" + seed);
    try (LanguageModel fresh = load()) {
      return Midtraining.run(
          fresh.policy(),
          mixture,
          read,
          share.value(),
          settings.ofTrial(name, directory, seed, deciding),
          said());
    }
  }

  private Data read(LanguageModel languageModel, Path out) {
    examples.settle(kinds(), languageModel.codec(), out);
    DecoderConfig config = languageModel.policy().config();
    SourceReader reader =
        new SourceReader(
            sequences,
            examples,
            languageModel,
            training.affordedLength(config, 0, 1),
            new HoldingOut(config.parameterCount(), training.seed()),
            spec.commandLine().getErr());
    List<Source> fresh = data.stream().map(reader::fresh).toList();
    mixture.check(fresh);
    return new Data(fresh, old().map(reader::old).findFirst());
  }

  private TrainingSettings settle(
      Path out, LanguageModel languageModel, Data read, Origins origins) {
    Examples fresh = read.count(read.fresh());
    Examples all = read.count(read.all());
    return training.settle(
        spec,
        out,
        languageModel.policy().config(),
        0,
        new Examples(
            fresh.trained(), all.heldOut(), fresh.tokens(), all.longest(), 1, fresh.lengths()),
        origins);
  }

  private PrintWriter said() {
    return spec.commandLine().getOut();
  }
}
