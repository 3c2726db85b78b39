package org.temper.environments.verifiers.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Verdict;
import org.temper.data.JsonlReader;
import org.temper.data.LabeledSolutions;
import org.temper.data.PromptCompletion;

@Tag("shared")
class Gsm8kDataTest {
  private static final MathVerifier EXACT = MathVerifier.exact();

  private static Path file(String name) {
    Path file = Path.of(System.getProperty("temper.shared", "../shared"), "data", "gsm8k", name);
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    return file;
  }

  private static List<PromptCompletion> problems() {
    return JsonlReader.promptCompletions(
        file("test.jsonl.gz"), new PromptCompletion.Fields("question", "answer"));
  }

  @Test
  void goldAnswersPassAndTheNextNumberFails() {
    List<PromptCompletion> problems = problems();
    assertThat(problems).hasSize(1319);
    for (PromptCompletion problem : problems) {
      String gold = problem.completion();
      assertThat(EXACT.verify(gold, gold)).isEqualTo(new Verdict.Passed());
      String number = gold.substring(gold.lastIndexOf(' ') + 1).replace(",", "");
      assertThat(EXACT.verify(gold, "The answer is $" + number + ".00 a day."))
          .isEqualTo(new Verdict.Passed());
      assertThat(EXACT.verify(gold, "\\boxed{" + number + "}")).isEqualTo(new Verdict.Passed());
      String next = Long.toString(Long.parseLong(number) + 1);
      assertThat(EXACT.verify(gold, gold.substring(0, gold.lastIndexOf(' ') + 1) + next))
          .isInstanceOf(Verdict.Failed.class);
    }
  }

  @Test
  void labeledSolutionsAgreeWithTheirLabels() {
    List<PromptCompletion> problems = problems();
    List<LabeledSolutions> labeled =
        LabeledSolutions.read(file("example_model_solutions.jsonl.gz"));
    Map<String, Integer> table = new TreeMap<>();
    for (int i = 0; i < problems.size(); i++) {
      assertThat(labeled.get(i).question()).isEqualTo(problems.get(i).prompt());
      for (LabeledSolutions.Solution solution : labeled.get(i).solutions()) {
        Verdict verdict = EXACT.verify(problems.get(i).completion(), solution.text());
        String cell = solution.correctness() + " " + verdict.getClass().getSimpleName();
        table.merge(cell, 1, Integer::sum);
        if ((solution.correctness() == LabeledSolutions.Correctness.CORRECT)
            != (verdict instanceof Verdict.Passed)) {
          System.out.printf(
              "GSM8K %d %s labeled %s, %s: %s%n",
              i,
              solution.source(),
              solution.correctness(),
              verdict,
              solution.text().substring(Math.max(0, solution.text().length() - 120)));
        }
      }
    }
    System.out.println("GSM8K labels and verdicts: " + table);
  }
}
