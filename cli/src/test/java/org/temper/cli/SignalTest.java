package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that is asked to end writes a checkpoint first. */
@DisabledOnOs(OS.WINDOWS)
class SignalTest {
  private static final int SIGTERM = 15;

  @TempDir private Path directory;

  @Test
  void sigtermFinishesTheUpdateAndLeavesACheckpoint() throws Exception {
    Path model = TinyModel.in(directory);
    Path data =
        Files.writeString(
            directory.resolve("data.jsonl"),
            IntStream.range(0, 64)
                .mapToObj(i -> "{\"prompt\":\"" + i + "\",\"completion\":\"" + i + "\"}\n")
                .collect(Collectors.joining()));
    Path out = directory.resolve("out");
    Path errors = directory.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                ChildJvm.command(
                    Launcher.class,
                    "sft",
                    "--model",
                    model,
                    "--data",
                    data,
                    "--out",
                    out,
                    "--updates",
                    "1000000",
                    "--evaluate-every",
                    "1000000"))
            .redirectError(errors.toFile())
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    waitForUpdates(process, out.resolve("metrics.jsonl"));
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + SIGTERM);
    assertThat(Files.readString(errors, StandardCharsets.UTF_8))
        .contains("stopping: finishing this update", "stopped after update ", "--resume");
    try (var checkpoints = Files.list(out.resolve("checkpoints"))) {
      assertThat(checkpoints.filter(path -> path.getFileName().toString().startsWith("update-")))
          .isNotEmpty();
    }
    assertThat(out.resolve(".temper.lock")).doesNotExist();
  }

  private static void waitForUpdates(Process process, Path metrics)
      throws IOException, InterruptedException {
    for (int i = 0; i < 600 && process.isAlive(); i++) {
      if (Files.exists(metrics) && Files.readAllLines(metrics).size() > 5) {
        return;
      }
      Thread.sleep(100);
    }
    assertThat(process.isAlive()).as("the run started").isTrue();
  }
}
