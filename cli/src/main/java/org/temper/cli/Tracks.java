package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Closer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.cli.options.StagedRunOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.tracks.JoiningName;
import org.temper.cli.tracks.LearnedGoal;
import org.temper.cli.tracks.TracksExample;
import org.temper.cli.tracks.TracksExperiment;
import org.temper.cli.tracks.TracksFile;
import org.temper.cli.tracks.TracksOutcome;
import org.temper.cli.tracks.TracksReport;
import org.temper.cli.tracks.TracksSetup;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tracks from one start, joined in several ways. */
@Command(
    name = "tracks",
    description = {
      "Trains capabilities apart from one start, an expert each, and joins them in several ways.",
      "All are measured on the same held-out tasks, beside one run on a mixture of the tracks and"
          + " one track after the other."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Tracks implements Callable<Integer> {
  private static final double MILLIS = 1e3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--example",
      paramLabel = "NAME",
      defaultValue = "conflict",
      description =
          "tracks on generated tasks: ${COMPLETION-CANDIDATES}; the last has tools and several"
              + " turns, the others are worded arithmetic (default: ${DEFAULT-VALUE})")
  private TracksExample example;

  @Option(
      names = "--tracks",
      paramLabel = "FILE",
      description =
          "a JSON file that names tracks on data of your own, and how they are joined (default: the"
              + " example)")
  private @Nullable Path file;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "the model that all tracks of --tracks start from")
  private @Nullable Path model;

  @Option(
      names = "--methods",
      paramLabel = "NAME[,NAME...]",
      split = ",",
      description =
          "how experts are joined, or done without: ${COMPLETION-CANDIDATES} (default: what the"
              + " example is about)")
  private @Nullable List<JoiningName> methods;

  @Option(
      names = "--demonstrations",
      paramLabel = "N",
      description =
          "tasks of the example that the base is shown first, with how they are done (default: the"
              + " example's own)")
  private @Nullable Integer demonstrations;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "rounds of sampling and learning of each track (default: the example's own)")
  private @Nullable Integer iterations;

  @Option(
      names = "--student-iterations",
      paramLabel = "N",
      description = "those of a distilled student (default: the example's own)")
  private @Nullable Integer studentIterations;

  @Option(
      names = "--test-tasks",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "held-out tasks of each domain that figures are reported of (default:"
              + " ${DEFAULT-VALUE})")
  private int test;

  @Option(
      names = "--beside",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "tracks that are trained beside each other; changes no number (default:"
              + " ${DEFAULT-VALUE})")
  private int beside;

  @Mixin private StagedRunOptions run;

  @Override
  public Integer call() throws IOException {
    OptionLimits.atLeast("--test-tasks", 1, test);
    OptionLimits.atLeast("--beside", 1, beside);
    try (Closer open = Closer.create()) {
      return run(subject(open));
    }
  }

  private int run(Subject subject) throws IOException {
    TracksSetup setup = setup(subject.setup());
    Path out = run.directory(spec.name());
    Stopwatch watch = Stopwatch.createStarted();
    DecoderOptions decoder = subject.decoder();
    TracksOutcome outcome =
        new TracksExperiment(
                setup,
                subject.start().of(out),
                out,
                run.seed(),
                beside,
                decoder,
                subject.identity())
            .run();
    TracksReport report = new TracksReport("Tracks: " + subject.title(), outcome);
    report.write(out);
    Summary summary = outcome.summary();
    summary.put("seconds", watch.elapsed(TimeUnit.MILLISECONDS) / MILLIS);
    summary.write(out.resolve("summary.json"));
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println();
    terminal.print(report.text());
    terminal.println("Written to " + out + ": summary.json, report.html, tracks/ and joined/");
    terminal.flush();
    return 0;
  }

  /** What is run. */
  private record Subject(
      String title,
      TracksSetup setup,
      Map<String, String> identity,
      DecoderOptions decoder,
      Start start) {

    /** Gives the directory of the model that all tracks start from. */
    private interface Start {
      Path of(Path out) throws IOException;
    }
  }

  private Subject subject(Closer open) throws IOException {
    if (file == null) {
      checkArgument(model == null, "--model: expected none without --tracks, got %s", model);
      int shown = demonstrations == null ? example.demonstrations() : demonstrations;
      OptionLimits.atLeast("--demonstrations", 1, shown);
      DecoderOptions decoder = run.smallDecoder();
      return new Subject(
          example.label(),
          example.setup(run.seed(), test),
          ImmutableMap.of(
              "--example",
              example.label(),
              "--demonstrations",
              Integer.toString(shown),
              "--test-tasks",
              Integer.toString(test)),
          decoder,
          out -> example.start().make(shown, out.resolve("start"), run.seed(), decoder));
    }
    Inapplicable.check(spec, "with --tracks", "--example", "--demonstrations", "--test-tasks");
    Path start = model;
    checkArgument(start != null, "--model: expected a directory beside --tracks, got none");
    TracksFile named = TracksFile.read(file);
    Path directory = file.toAbsolutePath().resolveSibling(".");
    DecoderOptions decoder = run.decoder();
    Map<String, LearnedGoal> learned = named.open(directory, vocabularySize(start), decoder, open);
    TracksSetup setup = named.setup(directory, run.seed(), learned);
    return new Subject(
        file.getFileName().toString(),
        setup,
        named.identity(setup, learned),
        decoder,
        out -> start);
  }

  private static long vocabularySize(Path model) throws IOException {
    try (HuggingFaceCodec codec = HuggingFaceCodec.load(model)) {
      return codec.vocabularySize();
    }
  }

  private TracksSetup setup(TracksSetup usual) {
    if (iterations != null) {
      OptionLimits.atLeast("--iterations", 1, iterations);
    }
    if (studentIterations != null) {
      OptionLimits.atLeast("--student-iterations", 1, studentIterations);
    }
    TracksSetup chosen =
        usual.withIterations(
            iterations == null ? usual.budget().iterations() : iterations,
            studentIterations == null ? usual.student().iterations() : studentIterations);
    if (methods == null) {
      return chosen;
    }
    checkArgument(
        methods.stream().distinct().count() == methods.size(),
        "--methods: expected each once, got %s",
        methods);
    return chosen.withJoinings(methods);
  }
}
