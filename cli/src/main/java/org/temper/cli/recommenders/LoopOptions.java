package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkNotNull;

import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for what is trained deciding what the next log shows. */
final class LoopOptions {
  @Option(
      names = "--loops",
      paramLabel = "N",
      description =
          "without --data: let what each method trained decide what a next simulated log shows, train"
              + " on that, and so on, so many times; by default of cloning, a-sft and a-sft-shuffled")
  private @Nullable Integer loops;

  boolean isGiven() {
    return loops != null;
  }

  int loops() {
    return checkNotNull(loops, "--loops");
  }

  /** Refuses what has no effect. */
  void check(CommandSpec spec) {
    if (isGiven()) {
      Inapplicable.check(spec, "beside --loops", "--data", "--preset", "--sweep");
      OptionLimits.atLeast("--loops", 1, loops());
    }
  }
}
