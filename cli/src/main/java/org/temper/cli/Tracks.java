package org.temper.cli;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.temper.algorithms.run.Summary;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.ResumeOption;
import org.temper.cli.tracks.TracksPilot;
import org.temper.cli.training.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** PILOT. */
@Command(name = "tracks", description = {"pilot"}, sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Tracks implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--example", defaultValue = "conflict") private String example;
  @Option(names = "--seed", defaultValue = "1") private long seed;
  @Option(names = "--iterations", defaultValue = "20") private int iterations;
  @Option(names = "--joint", defaultValue = "20") private int joint;
  @Option(names = "--demonstrations", defaultValue = "1536") private int demonstrations;
  @Option(names = "--share", defaultValue = "0.2") private double share;

  @Option(names = "--kl", defaultValue = "0.02") private double kl;
  @Option(names = "--rate", defaultValue = "1") private double rate;
  @Option(names = "--jrate", defaultValue = "1") private double jrate;
  @Option(names = "--jprompts", defaultValue = "128") private int jprompts;

  @Option(names = "--prompts", defaultValue = "32") private int prompts;
  @Option(names = "--group", defaultValue = "8") private int group;

  @Option(names = "--methods", split = ",") private java.util.List<org.temper.cli.tracks.JoiningName> methods = java.util.List.of();
  @Option(names = "--weights", split = ",", defaultValue = "1,1") private java.util.List<Double> weights;

  @Mixin private ResumeOption resume;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    Path out = output.directory(spec.name(), resume.start());
    Stopwatch watch = Stopwatch.createStarted();
    Summary summary = new Summary();
    TracksPilot.run(example, demonstrations, share, new TrackBudget(iterations, prompts, group), joint, out, seed, compute.smallDecoder(), summary, kl, rate, jrate, jprompts, methods, weights);
    summary.put("seconds", watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
    Report.write(summary, out, spec.commandLine().getOut());
    return 0;
  }
}
