package org.temper.environments.verifiers.code;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.temper.environments.sandbox.Program;
import org.temper.environments.sandbox.RunResult;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;

/** A runner of Python programs of these tests, which is no sandbox: it holds nothing back. */
final class PlainPython implements Sandbox {
  private final Path directory;

  private PlainPython(Path directory) {
    this.directory = directory;
  }

  static PlainPython in(Path directory) {
    boolean found;
    try {
      found = new ProcessBuilder("python3", "-c", "").start().waitFor() == 0;
    } catch (IOException e) {
      found = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      found = false;
    }
    assumeTrue(found, "skipped: there is no python3 here");
    return new PlainPython(directory);
  }

  @Override
  public RunResult run(Program program) {
    try {
      Path file = Files.createTempFile(directory, "program", ".py");
      Path input = Files.createTempFile(directory, "input", ".txt");
      Path output = Files.createTempFile(directory, "output", ".txt");
      Path errors = Files.createTempFile(directory, "errors", ".txt");
      Files.writeString(file, program.source());
      Files.writeString(input, program.input());
      Process process =
          new ProcessBuilder("python3", "-I", "-S", file.toString())
              .redirectInput(input.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      boolean ended =
          process.waitFor(program.limits().wallTime().toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      return new RunResult(
          ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty(),
          text(output),
          text(errors),
          Duration.ZERO,
          ended ? Optional.empty() : Optional.of(RunResult.Limit.WALL_TIME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted", e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {}
}
