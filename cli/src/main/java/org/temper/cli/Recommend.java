package org.temper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.temper.cli.options.DeviceOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.ResumeOption;
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
  @Mixin private OutputOptions output;
  @Mixin private ResumeOption resume;
  @Mixin private DeviceOptions device;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    options.check(spec);
    Path out = output.directory("recommend", resume.start());
    ModelComparison comparison =
        options.comparison(device.deviceOfSmall(), spec.commandLine().getErr());
    Map<String, String> settings =
        ComparisonIdentity.of(spec, List.of(comparison.experiment().log()))
            .claim(out, resume.start());
    comparison.run(out, settings, spec.commandLine().getOut());
    return 0;
  }
}
