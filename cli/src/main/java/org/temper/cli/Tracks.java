package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.OptionLimits;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.ResumeOption;
import org.temper.cli.tracks.JoiningName;
import org.temper.cli.tracks.TracksExample;
import org.temper.cli.tracks.TracksExperiment;
import org.temper.cli.tracks.TracksOutcome;
import org.temper.cli.tracks.TracksReport;
import org.temper.cli.tracks.TracksSetup;
import org.temper.cli.tracks.TracksStart;
import org.temper.models.decoder.DecoderOptions;
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
      "All are measured on the same held-out questions, beside one run on a mixture of the tracks and"
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
          "tracks on generated worded arithmetic: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private TracksExample example;

  @Option(
      names = "--methods",
      paramLabel = "NAME[,NAME...]",
      split = ",",
      description =
          "how experts are joined, or done without: ${COMPLETION-CANDIDATES} (default: what the"
              + " example is about)")
  private @Nullable List<JoiningName> methods;

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
          "held-out questions of each domain that figures are reported of (default:"
              + " ${DEFAULT-VALUE})")
  private int test;

  @Option(
      names = "--beside",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "tracks that are trained beside each other; changes no number (default: ${DEFAULT-VALUE})")
  private int beside;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides whatever is random (default: ${DEFAULT-VALUE})")
  private long seed;

  @Mixin private ResumeOption resume;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    OptionLimits.atLeast("--test-tasks", 1, test);
    OptionLimits.atLeast("--beside", 1, beside);
    TracksSetup setup = setup(example.setup(seed, test));
    Path out = output.directory(spec.name(), resume.start());
    Stopwatch watch = Stopwatch.createStarted();
    DecoderOptions decoder = compute.smallDecoder();
    TracksOutcome outcome =
        new TracksExperiment(
                setup,
                TracksStart.of(example, out.resolve("start"), seed, decoder),
                out,
                seed,
                beside,
                decoder,
                ImmutableMap.of("--example", example.label(), "--test-tasks", "" + test))
            .run();
    TracksReport report = new TracksReport("Tracks: " + example.label(), outcome);
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
