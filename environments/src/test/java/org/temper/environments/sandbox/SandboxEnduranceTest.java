package org.temper.environments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxEnduranceTest {
  private static final int RUNS = 40;
  private static final Splitter WORDS = Splitter.on(' ');
  private static final int PAGE_BYTES = 4096;
  private static final RunLimits SHORT =
      new RunLimits(
          Duration.ofMillis(150), Duration.ofSeconds(1), 256L << 20, 16, 1L << 20, 1 << 10);

  @ParameterizedTest
  @EnumSource
  void manyRunsLeaveNothing(Isolation isolation) throws IOException {
    Set<Path> before = directories();
    long processesBefore = processes();
    try (Sandbox sandbox = open(isolation)) {
      run(sandbox, 20);
      long processes = processes();
      long bytes = residentBytes();
      run(sandbox, RUNS);
      assertThat(processes()).isEqualTo(processes);
      assertThat(residentBytes()).isLessThan(bytes + bytes / 10);
      assertThat(sandbox.run(Program.python("import os; print(os.listdir('.'))")).output())
          .isEqualTo("[]\n");
    }
    assertThat(processes()).isEqualTo(processesBefore);
    assertThat(directories()).isEqualTo(before);
  }

  /** Runs programs that leave files and processes, fail, or do not end. */
  private static void run(Sandbox sandbox, int runs) {
    for (int i = 0; i < runs; i++) {
      switch (i % 20) {
        case 5 -> sandbox.run(Program.python("while True: pass").withLimits(SHORT));
        case 10 -> sandbox.run(new Program(Language.SHELL, "sleep 60 &", "", SHORT));
        default ->
            sandbox.run(
                Program.python(
                    """
            import os
            open('x%d', 'w').write('y' * 1000)
            if os.fork() == 0:
              os.setsid()
              import time; time.sleep(60)
            os._exit(1)
            """));
      }
    }
  }

  private static Sandbox open(Isolation isolation) {
    try {
      return Sandboxes.open(isolation, 1);
    } catch (SandboxException e) {
      assumeTrue(false, "skipped: " + e.getMessage());
      throw e;
    }
  }

  private static Set<Path> directories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("temper-sandbox-"))
          .collect(Collectors.toSet());
    }
  }

  private static long processes() {
    return ProcessHandle.current().descendants().count();
  }

  private static long residentBytes() throws IOException {
    long pages = 0;
    for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
      Path file = Path.of("/proc", Long.toString(process.pid()), "statm");
      pages += Long.parseLong(WORDS.splitToList(Files.readString(file)).get(1));
    }
    return pages * PAGE_BYTES;
  }
}
