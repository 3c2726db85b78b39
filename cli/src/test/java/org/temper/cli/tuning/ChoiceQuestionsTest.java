package org.temper.cli.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.cli.tuning.Questions.Purpose;
import org.temper.environments.choices.ChoiceQuestion;

class ChoiceQuestionsTest {
  private static List<ChoiceQuestion> questions(String subject, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> ChoiceQuestion.of(subject + "/" + i, subject, i + "?", List.of("a", "b"), i % 2))
        .toList();
  }

  @Test
  void eachQuestionToFitOnHasOnePurpose() {
    List<ChoiceQuestion> fit = questions("val", 0, 40);
    List<ChoiceQuestion> test = questions("test", 100, 105);
    ChoiceQuestions divided = ChoiceQuestions.of(fit, test, List.of(), 1);
    // 15 % of 40.
    assertThat(divided.by().get(Purpose.VALIDATION)).hasSize(6);
    assertThat(divided.by().get(Purpose.THRESHOLD)).hasSize(6);
    assertThat(divided.by().get(Purpose.TRAINING)).hasSize(28);
    assertThat(divided.by().get(Purpose.TEST)).isEqualTo(test);
    assertThat(divided.by().containsKey(Purpose.OOD)).isFalse();
    assertThat(divided.by().values()).doesNotHaveDuplicates().containsAll(fit);
    assertThat(ChoiceQuestions.of(fit, test, List.of(), 1)).isEqualTo(divided);
    assertThat(ChoiceQuestions.of(fit, test, List.of(), 2)).isNotEqualTo(divided);
  }

  @Test
  void theFewestQuestionsHaveEachPurpose() {
    ChoiceQuestions divided =
        ChoiceQuestions.of(questions("val", 0, 4), questions("test", 5, 6), List.of(), 1);
    assertThat(divided.by().get(Purpose.VALIDATION)).hasSize(1);
    assertThat(divided.by().get(Purpose.THRESHOLD)).hasSize(1);
    assertThat(divided.by().get(Purpose.TRAINING)).hasSize(2);
  }

  @Test
  void contentsTellQuestionsApartAndNotNames() {
    assertThat(ChoiceQuestions.apart(questions("val", 0, 4), questions("test", 2, 9)))
        .isEqualTo(questions("val", 0, 2));
    assertThatThrownBy(() -> ChoiceQuestions.apart(questions("val", 0, 4), questions("test", 0, 9)))
        .hasMessage("--fit: expected questions that are not reported on, got 4 that are");
  }
}
