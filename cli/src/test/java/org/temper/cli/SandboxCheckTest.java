package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class SandboxCheckTest {

  @Test
  void theTableTellsOfEachAttack() {
    Run run = Run.of("sandbox-check", "--isolation", "unshare");
    assumeTrue(run.err().isEmpty(), "skipped: " + run.err());
    assertThat(run.out().lines().findFirst().orElse(""))
        .matches("attack +contained +ended +seconds");
    assertThat(run.out())
        .containsPattern("endless loop +yes +limit: (cpu|wall) time +\\d\\.\\d\\d")
        .containsPattern("ptrace +yes +exit 0 +\\d\\.\\d\\d")
        .endsWith("all contained by unshare" + System.lineSeparator());
    assertThat(run.code()).isZero();
  }

  @Test
  void onlyWhatIsolatesIsChecked() {
    Run.of("sandbox-check", "--isolation", "unisolated").failsWith("--isolation");
  }
}
