package org.temper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.temper.cli.recommenders.ComparisonRunOptions;
import org.temper.cli.recommenders.MethodComparisonOptions;
import org.temper.cli.recommenders.comparison.ComparisonIdentity;
import org.temper.cli.recommenders.comparison.Comparisons;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The recipe that post-trains a cloned recommender on logged feedback, by A-SFT and by what it is
 * compared with.
 */
@Command(
    name = "a-sft",
    description = {
      "Post-trains a recommender on logged feedback by advantage-weighted supervised fine-tuning,"
          + " beside its family, preference optimization, conservative Q-learning and controls.",
      "All methods start from one cloned policy and get the same data, updates and search. Without"
          + " --data it runs on a simulated log, where true satisfaction is known."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Asft implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private MethodComparisonOptions options;
  @Mixin private ComparisonRunOptions run;

  @Override
  public Integer call() throws IOException {
    if (options.listed().isPresent()) {
      spec.commandLine().getOut().println(options.listed().get());
      return 0;
    }
    options.check(spec);
    Path out = run.directory("a-sft");
    Comparisons comparisons = options.comparisons(run.device(), spec.commandLine().getErr());
    Map<String, String> settings =
        ComparisonIdentity.of(spec, comparisons.logs()).claim(out, run.start());
    comparisons.run(out, settings, spec.commandLine().getOut());
    return 0;
  }
}
