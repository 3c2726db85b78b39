package org.temper.environments.ifeval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.ifeval.IfevalReport.Level;

class IfevalReportTest {
  private static final Verdict PASSED = new Verdict.Passed();
  private static final Verdict FAILED = new Verdict.Failed("why");
  private static final Verdict UNVERIFIED = new Verdict.Unverified("why");

  private static final IfevalTask TASK =
      IfevalTask.of(
          IfevalTasks.record(
              "{\"key\":1,\"prompt\":\"p\",\"instruction_id_list\":[\"punctuation:no_comma\","
                  + "\"startend:quotation\"],\"kwargs\":[{},{}]}"));

  private static IfevalResult result(Verdict comma, Verdict quotation) {
    return new IfevalResult(TASK, List.of(comma, quotation), List.of(PASSED, quotation));
  }

  @Test
  void promptsCountWholeAndInstructionsEachByItself() {
    IfevalReport report =
        IfevalReport.of(
            List.of(
                result(PASSED, PASSED),
                result(FAILED, PASSED),
                result(FAILED, UNVERIFIED),
                result(PASSED, UNVERIFIED)));
    // Strictly: passed, failed, failed, unverified; loosely: 2 passed, 2 unverified.
    assertThat(report.prompts()).isEqualTo(new Level(new Accuracy(1, 2, 1), new Accuracy(2, 0, 2)));
    assertThat(report.prompts().strict().value()).hasValue(1.0 / 3);
    // Commas 2 of 4, quotations 2 of 2 and 2 unverified; loosely commas 4 of 4.
    assertThat(report.instructions())
        .isEqualTo(new Level(new Accuracy(4, 2, 2), new Accuracy(6, 0, 2)));
    assertThat(report.byType())
        .containsExactly(
            java.util.Map.entry(
                InstructionType.QUOTATION, new Level(new Accuracy(2, 0, 2), new Accuracy(2, 0, 2))),
            java.util.Map.entry(
                InstructionType.NO_COMMA, new Level(new Accuracy(2, 2, 0), new Accuracy(4, 0, 0))));
    assertThat(report.byGroup()).containsOnlyKeys("punctuation", "startend");
  }

  @Test
  void nothingCheckedHasNoAccuracy() {
    assertThat(IfevalReport.empty().prompts().strict().value()).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void verdictsAreOneAnInstruction() {
    assertThatThrownBy(() -> new IfevalResult(TASK, List.of(PASSED), List.of(PASSED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("verdicts: expected 2, one an instruction, got 1 strict");
  }
}
