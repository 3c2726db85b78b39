package org.temper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.cli.training.TextTable;
import org.temper.environments.sandbox.Isolation;
import org.temper.environments.sandbox.Sandboxes;
import org.temper.environments.sandbox.attacks.Attack;
import org.temper.environments.sandbox.attacks.SandboxTrials;
import org.temper.environments.sandbox.attacks.Trial;
import org.temper.environments.sandbox.attacks.Trial.Containment;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries attacks on the sandboxes of this machine, and tells which are contained. */
@Command(
    name = "sandbox-check",
    description = {
      "Tries attacks on the sandbox that runs programs of models, on this machine.",
      "The table tells of each attack whether it was contained, how it ended and after how many"
          + " seconds. The exit status is 1 where one was not."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SandboxCheck implements Callable<Integer> {

  /** What can isolate. */
  enum Way {
    BUBBLEWRAP(Isolation.BUBBLEWRAP),
    UNSHARE(Isolation.UNSHARE);

    private final Isolation isolation;

    Way(Isolation isolation) {
      this.isolation = isolation;
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--isolation",
      paramLabel = "WAY",
      description =
          "what isolates: ${COMPLETION-CANDIDATES} (default: the first of them that works here)")
  private @Nullable Way way;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    TextTable table = new TextTable(List.of("attack", "contained", "ended", "seconds"));
    StringBuilder details = new StringBuilder();
    int escaped = 0;
    Isolation isolation = way == null ? Sandboxes.isolation() : way.isolation;
    try (SandboxTrials trials = SandboxTrials.open(isolation)) {
      for (Attack attack : Attack.all()) {
        Trial trial = trials.run(attack);
        boolean contained = trial.containment() == Containment.CONTAINED;
        table.add(
            List.of(
                trial.attack(),
                contained ? "yes" : "NO",
                trial.ending(),
                String.format(Locale.ROOT, "%.2f", trial.time().toMillis() / 1e3)));
        if (!contained) {
          escaped++;
          details.append(trial.attack()).append(": ").append(trial.detail()).append('\n');
        }
      }
    }
    out.print(table);
    out.print(details);
    out.println(
        escaped == 0
            ? "all contained by " + isolation.name().toLowerCase(Locale.ROOT)
            : escaped + " not contained");
    out.flush();
    return escaped == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
