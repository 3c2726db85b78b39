package org.temper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.temper.cli.recommenders.ComparisonRunOptions;
import org.temper.cli.recommenders.ModelComparisonOptions;
import org.temper.cli.recommenders.comparison.ComparisonIdentity;
import org.temper.cli.recommenders.comparison.ModelComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The recipe that trains recommenders on a log of interactions, and ranks what each user met next.
 */
@Command(
    name = "recommend",
    description = {
      "Trains recommenders on a log of interactions by next-item prediction, and ranks each user's"
          + " last events among the whole catalog.",
      "Prints HR@10, NDCG@10 and MRR over seeds of SASRec and HSTU beside popularity and recent"
          + " popularity. Without --data it runs on a simulated log."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Recommend implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelComparisonOptions options;
  @Mixin private ComparisonRunOptions run;

  @Override
  public Integer call() throws IOException {
    options.check(spec);
    Path out = run.directory("recommend");
    ModelComparison comparison = options.comparison(run.device(), spec.commandLine().getErr());
    Map<String, String> settings =
        ComparisonIdentity.of(spec, List.of(comparison.experiment().log())).claim(out, run.start());
    comparison.run(out, settings, spec.commandLine().getOut());
    return 0;
  }
}
