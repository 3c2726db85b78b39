package org.temper.cli.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.tuning.Questions.Purpose;

class QuestionsTest {
  private static final int MANY = 3000;

  @Test
  void noEquationHasTwoPurposesWhateverTheSeed() {
    Set<String> seen = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      Set<String> equations = equations(new Questions(seen.size()).tasks(purpose, MANY));
      assertThat(seen).doesNotContainAnyElementsOf(equations);
      seen.addAll(equations);
    }
  }

  @Test
  void halfOfTheHeldOutEquationsAreReportedOnAndAQuarterChoosesEach() {
    Questions questions = new Questions(3);
    double validation = equations(questions.tasks(Purpose.VALIDATION, MANY)).size();
    double threshold = equations(questions.tasks(Purpose.THRESHOLD, MANY)).size();
    double test = equations(questions.tasks(Purpose.TEST, 2 * MANY)).size();
    double all = validation + threshold + test;
    assertThat(validation / all).isBetween(0.2, 0.3);
    assertThat(threshold / all).isBetween(0.2, 0.3);
    assertThat(test / all).isBetween(0.45, 0.55);
  }

  @Test
  void questionsAreDistinctAndOnlyThoseOutOfDistributionHaveLongerNumbers() {
    for (Purpose purpose : Purpose.values()) {
      List<ArithmeticTask> tasks = new Questions(5).tasks(purpose, 200);
      assertThat(tasks).hasSize(200).doesNotHaveDuplicates();
      assertThat(tasks)
          .allSatisfy(
              task ->
                  assertThat(Math.max(task.first(), task.second()) > ArithmeticTasks.LARGEST)
                      .isEqualTo(purpose == Purpose.OOD));
    }
  }

  @Test
  void onlyTrainingQuestionsAreOfEquationsThatTheBaseHasSeen() {
    for (Purpose purpose : Purpose.values()) {
      assertThat(new Questions(7).tasks(purpose, 200))
          .allSatisfy(
              task ->
                  assertThat(ArithmeticTasks.partOf(task.first(), task.operation(), task.second()))
                      .isEqualTo(purpose == Purpose.TRAINING ? Part.TRAINING : Part.HELD_OUT));
    }
  }

  @Test
  void theSeedDecidesTheQuestions() {
    assertThat(new Questions(1).tasks(Purpose.TEST, 50))
        .isEqualTo(new Questions(1).tasks(Purpose.TEST, 50))
        .isNotEqualTo(new Questions(2).tasks(Purpose.TEST, 50));
  }

  private static Set<String> equations(List<ArithmeticTask> tasks) {
    return tasks.stream().map(ArithmeticTask::equation).collect(Collectors.toSet());
  }
}
