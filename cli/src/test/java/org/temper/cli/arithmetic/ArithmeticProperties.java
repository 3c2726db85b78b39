package org.temper.cli.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.temper.api.rollouts.Verdict;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;

class ArithmeticProperties {
  private final ArithmeticVerifier verifier = new ArithmeticVerifier();

  @Property(tries = 50)
  void theSameSeedGivesTheSameTasks(@ForAll long seed, @ForAll Part part) {
    assertThat(ArithmeticTasks.of(part, seed).next(20))
        .isEqualTo(ArithmeticTasks.of(part, seed).next(20));
  }

  @Property(tries = 50)
  void aTaskBelongsToThePartItWasDrawnFrom(@ForAll long seed, @ForAll Part part) {
    for (ArithmeticTask task : ArithmeticTasks.of(part, seed).next(20)) {
      assertThat(ArithmeticTasks.partOf(task.first(), task.operation(), task.second()))
          .isEqualTo(part);
    }
  }

  @Property(tries = 50)
  void numbersAreInTheQuestionAndNoAnswerIsNegative(@ForAll long seed, @ForAll Part part) {
    for (ArithmeticTask task : ArithmeticTasks.of(part, seed).next(20)) {
      assertThat(task.question()).contains(" " + task.first() + " ");
      assertThat(task.question()).contains(" " + task.second()).doesNotContain("{");
      assertThat(task.answer()).isNotNegative();
    }
  }

  @Property(tries = 50)
  void tasksThatAreAskedForTogetherDiffer(@ForAll long seed) {
    assertThat(ArithmeticTasks.of(Part.HELD_OUT, seed).next(300)).doesNotHaveDuplicates();
  }

  @Property(tries = 50)
  void theDemonstrationPassesTheCheck(@ForAll long seed, @ForAll Part part) {
    for (ArithmeticTask task : ArithmeticTasks.of(part, seed).next(20)) {
      assertThat(verifier.verify(task, task.completion())).isInstanceOf(Verdict.Passed.class);
    }
  }

  @Property(tries = 50)
  void anotherResultFailsTheCheck(@ForAll long seed, @ForAll @IntRange(min = 1, max = 99) int off) {
    ArithmeticTask task = ArithmeticTasks.of(Part.TRAINING, seed).next();
    String wrong = " " + task.first() + "+" + task.second() + "=" + (task.answer() + off);
    assertThat(verifier.verify(task, wrong)).isInstanceOf(Verdict.Failed.class);
  }

  @Property
  void theCheckSurvivesAnyText(@ForAll String text) {
    ArithmeticTask task = new ArithmeticTask("?", 1, Operation.ADD, 2);
    assertThat(verifier.verify(task, text)).isNotNull();
  }

  @Property(tries = 20)
  void theCorpusHoldsNoHeldOutEquation(@ForAll long seed) {
    List<String> held =
        ArithmeticTasks.of(Part.HELD_OUT, seed).next(100).stream()
            .map(task -> task.equation() + ".")
            .toList();
    assertThat(ArithmeticCorpus.documents(seed).limit(500)).doesNotContainAnyElementsOf(held);
  }
}
