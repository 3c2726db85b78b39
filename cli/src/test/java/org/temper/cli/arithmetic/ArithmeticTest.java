package org.temper.cli.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.rollouts.Verdict;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;

class ArithmeticTest {
  private static final ArithmeticTask TASK =
      new ArithmeticTask("Ann has 45 pens and loses 23.", 45, Operation.SUBTRACT, 23);

  @Test
  void aTaskKnowsItsAnswerItsEquationAndItsSentence() {
    assertThat(TASK.answer()).isEqualTo(22);
    assertThat(TASK.equation()).isEqualTo("45-23=22");
    assertThat(TASK.sentence()).isEqualTo("45 less 23 is 22.");
    assertThat(new ArithmeticTask("", 45, Operation.ADD, 23).sentence())
        .isEqualTo("45 and 23 make 68.");
  }

  @Test
  void aboutOneEquationInEightIsHeldOut() {
    int heldOut = 0;
    for (Operation operation : Operation.values()) {
      for (int first = 1; first <= ArithmeticTasks.LARGEST; first++) {
        for (int second = 1; second <= ArithmeticTasks.LARGEST; second++) {
          heldOut += ArithmeticTasks.partOf(first, operation, second) == Part.HELD_OUT ? 1 : 0;
        }
      }
    }
    int all = 2 * ArithmeticTasks.LARGEST * ArithmeticTasks.LARGEST;
    assertThat((double) heldOut / all).isBetween(0.12, 0.13);
  }

  @Test
  void anyWayToTheRightResultPasses() {
    ArithmeticVerifier verifier = new ArithmeticVerifier();
    assertThat(verifier.verify(TASK, " 45-23=22")).isInstanceOf(Verdict.Passed.class);
    assertThat(verifier.verify(TASK, "20+2=22 ")).isInstanceOf(Verdict.Passed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 22",
        " 45-23=",
        " 45-23=22.",
        " 45-23=2 2",
        " 45-23=22=22",
        "45-23=220",
        "45-23=-22",
        " 45 less 23 is 22.",
        "45-23=99999999999999999999"
      })
  void anythingElseFails(String completion) {
    assertThat(new ArithmeticVerifier().verify(TASK, completion))
        .isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void aNegativeCountIsRefused() {
    assertThatThrownBy(() -> ArithmeticTasks.of(Part.TRAINING, 1).next(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count: expected at least 0, got -1");
  }
}
