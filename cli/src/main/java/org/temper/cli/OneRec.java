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
import org.temper.cli.recommenders.comparison.ComparisonIdentity;
import org.temper.cli.recommenders.onerec.Generation;
import org.temper.cli.recommenders.onerec.GenerationOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The recipe that recommends by generating semantic ids, and aligns what it generates. */
@Command(
    name = "one-rec",
    description = {
      "Trains decoders that generate items on a simulated log whose items have content: written as"
          + " semantic ids, as the same ids given at random, and as one code each.",
      "Prints recall@10 of each, also of items that training never saw, and aligns the first with a"
          + " reward model: what the reward and the true satisfaction of its sessions come to."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class OneRec implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private GenerationOptions options;
  @Mixin private OutputOptions output;
  @Mixin private ResumeOption resume;
  @Mixin private DeviceOptions device;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    options.check();
    Path out = output.directory("one-rec", resume.start());
    Generation generation = options.generation(device.deviceOfSmall());
    Map<String, String> settings =
        ComparisonIdentity.of(spec, List.of(generation.log())).claim(out, resume.start());
    generation.run(out, settings, spec.commandLine().getOut());
    return 0;
  }
}
