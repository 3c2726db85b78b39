package org.temper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.temper.cli.recommenders.ComparisonRunOptions;
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
      "Trains decoders that generate items: written as semantic ids, as the same ids given at random,"
          + " and as one code each; on a log and its items' ids, or on a simulated log whose items"
          + " have content.",
      "Prints recall@10 of each, also of items that training never saw, and aligns the first with a"
          + " reward model: what the reward and, simulated, the true satisfaction of its sessions"
          + " come to."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class OneRec implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private GenerationOptions options;
  @Mixin private ComparisonRunOptions run;

  @Override
  public Integer call() throws IOException {
    options.check(spec);
    Path out = run.directory("one-rec");
    Generation generation = options.generation(run.device(), spec.commandLine().getErr());
    Map<String, String> settings = generation.identity(spec).claim(out, run.start());
    generation.run(out, settings, spec.commandLine().getOut());
    return 0;
  }
}
