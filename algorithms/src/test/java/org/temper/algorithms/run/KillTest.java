package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.checkpoints.Checkpoints;

/**
 * A process is killed without warning while it writes; see {@link TrainingRunTest} for the rest.
 */
class KillTest {
  private static final long UPDATES = 400;

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void aKilledProcessLosesNothingThatAResumeDoesNotBringBack() throws Exception {
    Path whole = directory.resolve("whole");
    KilledRun.resume(whole, UPDATES, 0);

    Path killed = directory.resolve("killed");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                killed.toString(),
                Long.toString(UPDATES),
                "5")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try {
      while (lines(killed) < 40) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(3);
      }
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Checkpoints.in(killed).newest().orElseThrow().update()).isBetween(3L, UPDATES - 1);

    KilledRun.resume(killed, UPDATES, 0);
    assertThat(killed.resolve("metrics.jsonl"))
        .hasSameBinaryContentAs(whole.resolve("metrics.jsonl"));
  }

  private static long lines(Path out) throws IOException {
    Path metrics = out.resolve("metrics.jsonl");
    return Files.exists(metrics) ? Files.readString(metrics).lines().count() : 0;
  }
}
