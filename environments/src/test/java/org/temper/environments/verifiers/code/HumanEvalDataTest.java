package org.temper.environments.verifiers.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.sandbox.RunLimits;

/** Every eighth task; -Dtemper.humaneval.every=1 runs all. */
@Tag("shared")
class HumanEvalDataTest {
  private static final int EVERY = Integer.getInteger("temper.humaneval.every", 8);

  @TempDir private Path directory;

  @Test
  void canonicalSolutionsPassAndWrongBodiesFail() {
    Path file =
        Path.of(System.getProperty("temper.shared", "../shared"), "data", "humaneval")
            .resolve("HumanEval.jsonl.gz");
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    List<HumanEvalTask> tasks = HumanEvalTask.read(file);
    assertThat(tasks).hasSize(164);
    Verifier<HumanEvalTask> verifier =
        CodeVerifiers.humanEval(PlainPython.in(directory), RunLimits.defaults());
    List<HumanEvalTask> some =
        IntStream.range(0, tasks.size()).filter(i -> i % EVERY == 0).mapToObj(tasks::get).toList();
    some.parallelStream()
        .forEach(
            task -> {
              assertThat(verifier.verify(task, task.solution()))
                  .as(task.key())
                  .isEqualTo(new Verdict.Passed());
              assertThat(verifier.verify(task, "    return 'no such answer'\n"))
                  .as(task.key())
                  .isInstanceOf(Verdict.Failed.class);
            });
    System.out.printf(
        "HumanEval: %d of %d canonical solutions pass, as many wrong bodies fail%n",
        some.size(), tasks.size());
  }
}
