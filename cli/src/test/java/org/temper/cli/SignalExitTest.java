package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.SequenceBatch;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;

/** A signal in a long call of the engine ends the process with the signal's code. */
@EnabledOnOs(OS.LINUX)
class SignalExitTest {
  private static final int SIGTERM = 15;

  @TempDir private Path directory;

  @Test
  void sigtermInALongCallOfTheEngineIsNoCrash() throws Exception {
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(ChildJvm.command(LongCalls.class))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    for (int i = 0; i < 600 && !Files.readString(output).contains(LongCalls.STARTED); i++) {
      assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
      Thread.sleep(100);
    }
    Thread.sleep(500); // the next call has begun
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + SIGTERM);
    assertThat(directory).isDirectoryNotContaining("glob:**hs_err*");
  }

  /** A process that is nearly always in a call of the engine which takes a second or more. */
  static final class LongCalls {
    static final String STARTED = "started";

    private static final int ROWS = 16;
    private static final int TOKENS = 128;
    private static final int CALLS = 100;

    private LongCalls() {}

    public static void main(String[] args) {
      SignalExit.register();
      DecoderConfig config =
          new DecoderConfig(
              2, 256, 512, 50, 4, 4, 64, TOKENS, 1e-5, RotaryConfig.of(10_000), Set.of());
      boolean[] all = new boolean[ROWS * TOKENS];
      Arrays.fill(all, true);
      SequenceBatch batch = SequenceBatch.of(ROWS, TOKENS, new long[all.length], all, all);
      try (DecoderPolicy policy = DecoderPolicy.random(config, 1, DecoderOptions.defaults())) {
        for (int i = 0; i < CALLS; i++) {
          policy.evaluate(batch).close();
          System.out.println(STARTED);
        }
      }
    }
  }
}
