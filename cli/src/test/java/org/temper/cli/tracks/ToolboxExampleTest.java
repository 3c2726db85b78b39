package org.temper.cli.tracks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.Task;
import org.temper.environments.toolbox.ToolboxQuestion;

class ToolboxExampleTest {
  private static final TracksSetup SETUP = ToolboxExample.setup(1, 2);

  @SuppressWarnings("unchecked") // its tasks are
  private static Domain<Task<ToolboxQuestion>> domain() {
    return (Domain<Task<ToolboxQuestion>>) SETUP.domains().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "GOLD, true, false",
    "GOLD is the number, true, true",
    "1234 is the number, false, true",
    "is the number, false, false",
    "GOLD is the number is the number, false, false",
    "GOLD Is the number, false, false",
    "1234, false, false",
    "'', false, false",
    "'{\"name\": \"price\", \"arguments\": {\"item\": \"tea\"}}', false, false",
  })
  void oneGoalIsTheRightNumberInWhateverFormAndTheOtherTheFormWhateverItsNumber(
      String answer, boolean right, boolean inForm) {
    Task<ToolboxQuestion> task = domain().heldOut().get(0);
    String text = answer.replace("GOLD", task.data().gold());
    assertThat(meets("tools", task, text)).isEqualTo(right);
    assertThat(meets("format", task, text)).isEqualTo(inForm);
    assertThat(meets("both", task, text)).isEqualTo(right && inForm);
  }

  private static boolean meets(String goal, Task<ToolboxQuestion> task, String answer) {
    return requireNonNull(domain().goals().get(goal)).verify(task, answer)
        instanceof Verdict.Passed;
  }

  @Test
  void bothTracksPlayTheSameTasksWhichAreNotThoseThatAreMeasuredOn() {
    assertThat(SETUP.tracks().keySet()).containsExactly("tools", "format");
    assertThat(SETUP.domains()).hasSize(1);
    assertThat(domain().ids()).doesNotHaveDuplicates().hasSameSizeAs(domain().training());
    assertThat(domain().heldOut()).hasSize(2).doesNotContainAnyElementsOf(domain().training());
    assertThat(domain().identity())
        .isEqualTo(ToolboxExample.setup(1, 2).domains().get(0).identity())
        .isNotEqualTo(ToolboxExample.setup(2, 2).domains().get(0).identity());
  }
}
