package org.temper.algorithms.rejection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed without warning while it samples and again while it trains; see {@link
 * RejectionSamplingTest} for all other moments.
 */
class RejectionKillTest {
  @TempDir Path directory;

  @Test
  @Timeout(180)
  void aKilledProcessLosesAndDoublesNothing() throws Exception {
    Path whole = directory.resolve("whole");
    float[] weights = KilledRejection.resume(whole, 0);

    Path killed = directory.resolve("killed");
    Path sampled = killed.resolve("round-0001").resolve("sampled.jsonl");
    kill(killed, () -> lines(sampled) >= 120);
    assertThat(lines(sampled)).isBetween(120L, 240L);
    Path training = killed.resolve("round-0002").resolve("training").resolve("metrics.jsonl");
    kill(killed, () -> lines(training) >= 3);
    assertThat(lines(training)).isBetween(3L, 7L);

    assertThat(KilledRejection.resume(killed, 0)).isEqualTo(weights);
    for (String file : List.of("metrics.jsonl", "accepted.jsonl")) {
      assertThat(killed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
  }

  private static void kill(Path out, Callable<Boolean> moment) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRejection.class.getName(),
                out.toString(),
                "100")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try {
      while (!moment.call()) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(3);
      }
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).lines().count() : 0;
  }
}
