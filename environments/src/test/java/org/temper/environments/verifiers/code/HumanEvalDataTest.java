package org.temper.environments.verifiers.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.Sandbox;

@Tag("shared")
class HumanEvalDataTest {
  @Test
  void canonicalSolutionsPassAndWrongBodiesFail() {
    Path file =
        Path.of(System.getProperty("temper.shared", "../shared"), "data", "humaneval")
            .resolve("HumanEval.jsonl.gz");
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    List<HumanEvalTask> tasks = HumanEvalTask.read(file);
    assertThat(tasks).hasSize(164);
    long start = System.nanoTime();
    try (Sandbox sandbox = SandboxHere.open()) {
      Verifier<HumanEvalTask> verifier = CodeVerifiers.humanEval(sandbox, RunLimits.defaults());
      tasks.parallelStream()
          .forEach(
              task -> {
                assertThat(verifier.verify(task, task.solution()))
                    .as(task.key())
                    .isEqualTo(new Verdict.Passed());
                assertThat(verifier.verify(task, "    return 'no such answer'\n"))
                    .as(task.key())
                    .isInstanceOf(Verdict.Failed.class);
              });
    }
    System.out.printf(
        Locale.ROOT,
        "HumanEval: %d canonical solutions pass, as many wrong bodies fail, in %.1f s%n",
        tasks.size(),
        (System.nanoTime() - start) / 1e9);
  }
}
