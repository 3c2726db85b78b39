package org.temper.environments.verifiers.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.sandbox.Language;
import org.temper.environments.sandbox.Program;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.RunResult;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;

class CodeVerifiersTest {
  private static final HumanEvalTask TWICE =
      new HumanEvalTask(
          "t/0",
          "def one():\n    return 1\n\ndef twice(x):\n    \"\"\" Doubles. \"\"\"\n",
          "twice",
          "    return 2 * x\n",
          "def check(candidate):\n    assert candidate(3) == 6\n    assert candidate('é') == 'éé'\n");

  private static Sandbox sandbox;

  @TempDir private Path directory;

  @BeforeAll
  static void open() {
    sandbox = SandboxHere.open();
  }

  @AfterAll
  static void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private Verdict humanEval(String completion) {
    return CodeVerifiers.humanEval(sandbox, limits()).verify(TWICE, completion);
  }

  private static RunLimits limits() {
    RunLimits usual = RunLimits.defaults();
    return new RunLimits(
        Duration.ofSeconds(20),
        usual.cpuTime(),
        usual.memoryBytes(),
        usual.processes(),
        usual.fileBytes(),
        usual.outputBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    return 2 * x\n",
        "    return x + x\n```\nThis doubles x.",
        "Sure:\n```python\ndef twice(x):\n    return x * (one() + 1)\n```\nDone.",
        "```\nprint(0)\n```\n\n```py\ndef twice(x):\n    return 2 * x\n```",
        "```python\n    return 2 * x\n```",
        "def twice(x):\n    print('noise ' * 99)\n    return x * 2\n",
      })
  void rightProgramsPass(String completion) {
    assertThat(humanEval(completion)).isEqualTo(new Verdict.Passed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    return 3 * x\n",
        "    return 2 *",
        "",
        "    import sys; sys.exit(0)\n",
        "    import os; os._exit(0)\n",
        "    raise KeyboardInterrupt()\n",
        "I do not know.",
        "    return '\0\uD800' * x\n",
      })
  void wrongProgramsFail(String completion) {
    assertThat(humanEval(completion)).isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void aReasonIsTheLastLineOfTheErrors() {
    assertThat(humanEval("    return 3 * x\n")).isEqualTo(new Verdict.Failed("AssertionError"));
    assertThat(humanEval("    import os; os._exit(0)\n"))
        .isEqualTo(new Verdict.Failed("it ended before its tests did"));
  }

  @Test
  void aProgramThatDoesNotEndFails() {
    RunLimits usual = RunLimits.defaults();
    RunLimits quick =
        new RunLimits(
            Duration.ofMillis(300),
            usual.cpuTime(),
            usual.memoryBytes(),
            usual.processes(),
            usual.fileBytes(),
            usual.outputBytes());
    assertThat(CodeVerifiers.humanEval(sandbox, quick).verify(TWICE, "    while True: pass\n"))
        .isEqualTo(new Verdict.Failed("limit: wall_time"));
  }

  @Test
  void whereTheSandboxFailsNothingIsSaid() {
    Sandbox broken =
        new Sandbox() {
          @Override
          public RunResult run(Program program) {
            throw new SandboxException("no room");
          }

          @Override
          public void close() {}
        };
    assertThat(CodeVerifiers.humanEval(broken, limits()).verify(TWICE, "    return 2 * x"))
        .isEqualTo(new Verdict.Unverified("the sandbox failed: no room"));
  }

  @Test
  void functionsOfMbppAreChecked() throws IOException {
    Path file = directory.resolve("mbpp.jsonl");
    Files.writeString(
        file,
        """
        {"task_id":11,"text":"Double.","code":"def f(x):\\r\\n  return 2*x","test_list":["assert f(2)==4","assert f(k)==0"],"test_setup_code":"k = 0","challenge_test_list":[]}
        {"task_id":12,"prompt":"Double.","code":"def f(x): return 2*x","test_imports":["import math"],"test_list":["assert f(math.inf)==math.inf"]}
        """);
    List<MbppTask> tasks = MbppTask.read(file);
    assertThat(tasks).extracting(MbppTask::key).containsExactly("11", "12");
    Verifier<MbppTask> verifier = CodeVerifiers.mbpp(sandbox, limits());
    for (MbppTask task : tasks) {
      assertThat(verifier.verify(task, task.solution())).isEqualTo(new Verdict.Passed());
      assertThat(verifier.verify(task, "[BEGIN]\ndef f(x):\n  return x+x\n[DONE]\nok"))
          .isEqualTo(new Verdict.Passed());
    }
    assertThat(verifier.verify(tasks.get(0), "def f(x): return x**2 + 1"))
        .isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void programsThatReadAndWriteAreChecked() {
    InputOutputTask task =
        new InputOutputTask(
            "sum",
            List.of(
                new InputOutputTask.Case("1 2\n", "3\n"),
                new InputOutputTask.Case("0.5 0.5\n", "1")));
    Verifier<InputOutputTask> verifier =
        CodeVerifiers.inputOutput(sandbox, Language.PYTHON, limits());
    assertThat(
            verifier.verify(task, "```python\nprint(sum(map(float, input().split())), ' ')\n```"))
        .isEqualTo(new Verdict.Passed());
    assertThat(verifier.verify(task, "print(sum(map(int, input().split())))"))
        .isInstanceOf(Verdict.Failed.class);
    assertThat(verifier.verify(task, "print(3)"))
        .isEqualTo(new Verdict.Failed("case 2: another output"));
    assertThat(verifier.verify(task, "\0")).isInstanceOf(Verdict.Failed.class);
  }
}
