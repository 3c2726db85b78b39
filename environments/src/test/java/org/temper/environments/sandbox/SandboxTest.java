package org.temper.environments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.environments.sandbox.RunResult.Limit;

class SandboxTest {
  private static final Map<Isolation, Sandbox> OPEN = new EnumMap<>(Isolation.class);
  private static final RunLimits SHORT =
      new RunLimits(
          Duration.ofMillis(700), Duration.ofSeconds(1), 256L << 20, 16, 1L << 20, 1 << 10);

  private static Sandbox sandbox(Isolation isolation) {
    return OPEN.computeIfAbsent(
        isolation,
        way -> {
          try {
            return Sandboxes.open(way, 1);
          } catch (SandboxException e) {
            assumeTrue(false, "skipped: " + e.getMessage());
            throw e;
          }
        });
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(Sandbox::close);
  }

  private static Program program(Language language, String source, String input) {
    return new Program(language, source, input, RunLimits.defaults());
  }

  @ParameterizedTest
  @EnumSource
  void pythonRunsAsAScriptWould(Isolation isolation) {
    RunResult result =
        sandbox(isolation)
            .run(
                program(
                    Language.PYTHON,
                    """
            import sys
            name = input()
            print('hello', name)
            print('aside', file=sys.stderr)
            if __name__ == '__main__':
              exit(3)""",
                    "wörld\n"));
    assertThat(result.output()).isEqualTo("hello wörld\n");
    assertThat(result.errors()).isEqualTo("aside\n");
    assertThat(result.exit()).isEqualTo(OptionalInt.of(3));
    assertThat(result.limit()).isEmpty();
    assertThat(result.time()).isPositive().isLessThan(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfPythonIsToldWithoutFramesOfOurs(Isolation isolation) {
    RunResult result = sandbox(isolation).run(Program.python("def f():\n  return 1 / 0\nf()\n"));
    assertThat(result.exit()).isEqualTo(OptionalInt.of(1));
    // Python 3.11 marks what is at fault in a line of its own.
    assertThat(result.errors().replaceAll(" +~~\\^~~\n", ""))
        .isEqualTo(
            """
            Traceback (most recent call last):
              File "main.py", line 3, in <module>
                f()
              File "main.py", line 2, in f
                return 1 / 0
            ZeroDivisionError: division by zero
            """);
  }

  @ParameterizedTest
  @EnumSource
  void theShellRunsAScript(Isolation isolation) {
    RunResult result =
        sandbox(isolation)
            .run(program(Language.SHELL, "read x\necho $((x * 2)) | cat\nkill -9 $$", "21\n"));
    assertThat(result.output()).isEqualTo("42\n");
    assertThat(result.exit()).isEqualTo(OptionalInt.of(137));
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "UNSHARE"})
  void javaIsCompiledAndRun(Isolation isolation) {
    String source =
        """
            import java.util.*;
            record Pair(int a, int b) {}
            public class Any {
              public static void main(String[] args) {
                int n = new Scanner(System.in).nextInt();
                System.out.println(new Pair(n, 2 * n));
                if (n > 1) throw new IllegalStateException("ö");
              }
            }
            """;
    Sandbox sandbox = sandbox(isolation);
    RunResult result = sandbox.run(program(Language.JAVA, source, "1"));
    assertThat(result.errors()).isEmpty();
    assertThat(result.output()).isEqualTo("Pair[a=1, b=2]\n");
    assertThat(result.succeeded()).isTrue();

    RunResult thrown = sandbox.run(program(Language.JAVA, source, "5"));
    assertThat(thrown.output()).isEqualTo("Pair[a=5, b=10]\n");
    assertThat(thrown.errors())
        .isEqualTo(
            """
            Exception in thread "main" java.lang.IllegalStateException: ö
            \tat Any.main(Main.java:7)
            """);
    assertThat(thrown.exit()).isEqualTo(OptionalInt.of(1));

    RunResult refused = sandbox.run(program(Language.JAVA, "class A { int x = \"\"; }", ""));
    assertThat(refused.errors()).startsWith("Main.java:1: error: incompatible types");
    assertThat(refused.exit()).isEqualTo(OptionalInt.of(1));

    RunResult large =
        sandbox.run(
            program(
                Language.JAVA,
                "class A { public static void main(String[] a) { var all = new"
                    + " java.util.ArrayList<long[]>(); while (true) all.add(new long[1 << 20]); } }",
                ""));
    assertThat(large.limit()).isEqualTo(Optional.of(Limit.MEMORY));
  }

  @ParameterizedTest
  @EnumSource
  void eachLimitIsToldAndCostsNoMoreThanItself(Isolation isolation) {
    Sandbox sandbox = sandbox(isolation);
    Map<String, Limit> broken =
        Map.of(
            "import time; time.sleep(60)", Limit.WALL_TIME,
            "import os\nfor _ in range(3): os.fork()\nwhile True: pass", Limit.CPU_TIME,
            "x = bytearray(1 << 30)", Limit.MEMORY,
            "import threading, time\nfor _ in range(40): threading.Thread(target=time.sleep, args=(9,)).start()",
                Limit.PROCESSES,
            "open('x', 'w').write('x' * (2 << 20))", Limit.FILE_SIZE,
            "while True: print('x' * 100)", Limit.OUTPUT);
    // However slowly Python starts, a program that does not sleep breaks its own limit first.
    RunLimits patient =
        new RunLimits(
            Duration.ofSeconds(4), Duration.ofMillis(300), 256L << 20, 16, 1L << 20, 1 << 10);
    broken.forEach(
        (source, limit) -> {
          RunResult result =
              sandbox.run(
                  Program.python(source).withLimits(limit == Limit.WALL_TIME ? SHORT : patient));
          assertThat(result.limit()).as(source).isEqualTo(Optional.of(limit));
          assertThat(result.exit()).as(source).isEmpty();
          assertThat(result.time()).as(source).isLessThan(Duration.ofMillis(1700));
          assertThat(sandbox.run(Program.python("print(7)")).output()).isEqualTo("7\n");
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCutIsSaid(Isolation isolation) {
    RunResult result =
        sandbox(isolation).run(Program.python("print('é' * 1000)").withLimits(SHORT));
    assertThat(result.output()).isEqualTo("é".repeat(512) + "\n[cut after 1024 bytes]");
    assertThat(result.limit()).isEqualTo(Optional.of(Limit.OUTPUT));
  }

  @ParameterizedTest
  @EnumSource
  void aJobFindsNothingOfTheOneBefore(Isolation isolation) {
    Sandbox sandbox = sandbox(isolation);
    RunResult first =
        sandbox.run(
            Program.python(
                """
            import os, math, random
            math.pi = 3
            os.makedirs('a/b'); open('a/b/c', 'w').close()
            os.chmod('a/b', 0); os.chmod('a', 0); os.symlink('/', 'link')
            os.environ['X'] = '1'
            if os.fork() == 0:
              os.setsid()
              os.closerange(0, 3)
              import time; time.sleep(60)
            print(len(os.listdir('.')))"""));
    assertThat(first.output()).isEqualTo("2\n");
    RunResult second =
        sandbox.run(
            Program.python(
                """
            import os, math
            print(os.listdir('.'), math.pi > 3.1, 'X' in os.environ)
            print([n for n in os.listdir('/proc') if n.isdigit() and 'python' in open(f'/proc/{n}/cmdline').read()].__len__())"""));
    assertThat(second.output()).startsWith("[] True False\n");
    if (isolation != Isolation.UNISOLATED) {
      assertThat(second.output()).endsWith("\n2\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameProgramGivesTheSameResult(Isolation isolation) {
    Sandbox sandbox = sandbox(isolation);
    Program program =
        Program.python("import random\nprint(random.random(), list({'a', 'b', 'c', 'd', 'e'}))");
    assertThat(sandbox.run(program).output()).isEqualTo(sandbox.run(program).output());
  }

  @Test
  void severalThreadsShareAPool() {
    assumeTrue(sandbox(Isolation.UNSHARE) != null);
    try (Sandbox sandbox = Sandboxes.open(Isolation.UNSHARE, 3)) {
      List<String> outputs =
          IntStream.range(0, 40)
              .parallel()
              .mapToObj(i -> sandbox.run(Program.python("print(" + i + " ** 2)")).output())
              .toList();
      assertThat(outputs).isEqualTo(IntStream.range(0, 40).mapToObj(i -> i * i + "\n").toList());
    }
  }

  @Test
  void aClosedPoolRefuses() {
    Sandbox sandbox = Sandboxes.open(Isolation.UNISOLATED, 1);
    sandbox.close();
    sandbox.close();
    assertThatThrownBy(() -> sandbox.run(Program.python("print(1)")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void theNumberOfSandboxesIsChecked() {
    assertThatThrownBy(() -> Sandboxes.open(Isolation.UNISOLATED, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parallel: expected from 1 to 1024, got 0");
  }
}
