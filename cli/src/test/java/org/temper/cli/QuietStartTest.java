package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a healthy process says beside what Temper says: nothing. */
class QuietStartTest {
  @TempDir private Path directory;

  @Test
  void neitherLibtorchNorDjlSaysAnything() throws Exception {
    Path errors = directory.resolve("errors.txt");
    // Trains, and goes back to the best of its checkpoints.
    String line =
        "recommend --users 60 --items 40 --events-per-user 12 --width 8 --layers 1 --heads 1"
            + " --max-length 8 --batch-size 32 --epochs 2 --seeds 1 --out "
            + directory.resolve("out");
    List<String> command = ChildJvm.command(Launcher.class, (Object[]) line.split(" "));
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(errors, StandardCharsets.UTF_8))
        .doesNotContain("Warning", "ai.djl", "[W");
  }
}
