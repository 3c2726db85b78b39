package org.temper.environments.procedural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verdict.Failed;
import org.temper.api.rollouts.Verdict.Passed;
import org.temper.environments.Task;

class ProceduralTasksTest {
  private static final int TASKS = 1000;

  static Iterable<String> families() {
    return ProceduralTasks.families().stream().map(TaskFamily::name).toList();
  }

  private static Verdict verdict(Task<Puzzle> task, String completion) {
    return ProceduralTasks.verifier().verify(task.data(), completion);
  }

  @ParameterizedTest
  @MethodSource("families")
  void goldPassesAndNoOpAndNearMissFail(String name) {
    TaskFamily family = ProceduralTasks.family(name);
    Set<String> questions = new HashSet<>();
    for (int i = 0; i < TASKS; i++) {
      int difficulty = 1 + i % family.hardest();
      Task<Puzzle> task = ProceduralTasks.of(family, 7, difficulty).task(i);
      String gold = ProceduralTasks.gold(task);
      assertThat(verdict(task, gold)).as(task.key()).isEqualTo(new Passed());
      assertThat(verdict(task, ProceduralTasks.noOp(task)))
          .as(task.key())
          .isInstanceOf(Failed.class);
      assertThat(verdict(task, task.data().nearMiss()))
          .as("%s: %s", task.key(), task.data().nearMiss())
          .isInstanceOf(Failed.class);
      questions.add(task.data().question());
    }
    assertThat(questions).hasSizeGreaterThan(TASKS * 9 / 10);
  }

  @ParameterizedTest
  @MethodSource("families")
  void theKeyMakesTheSameTaskAgain(String name) {
    TaskFamily family = ProceduralTasks.family(name);
    for (int difficulty = 1; difficulty <= family.hardest(); difficulty++) {
      Task<Puzzle> task = ProceduralTasks.of(family, 3, difficulty).task(5);
      assertThat(task.key()).isEqualTo(name + "/3/5/" + difficulty);
      assertThat(ProceduralTasks.named(task.key())).isEqualTo(task);
      assertThat(ProceduralTasks.of(family, 4, difficulty).task(5).data())
          .isNotEqualTo(task.data());
      assertThat(ProceduralTasks.of(family, 3, difficulty).task(6).data())
          .isNotEqualTo(task.data());
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void theAnswerMayFollowReasoningAndStandInAFence(String name) {
    Task<Puzzle> task = ProceduralTasks.of(ProceduralTasks.family(name), 1, 2).task(0);
    String gold = ProceduralTasks.gold(task);
    assertThat(verdict(task, "First answer: no.\nAnswer: " + gold)).isEqualTo(new Passed());
    assertThat(verdict(task, "```sql\n" + gold + "\n```")).isEqualTo(new Passed());
    assertThat(verdict(task, "Answer: " + gold + "\nAnswer: no")).isInstanceOf(Failed.class);
  }

  @Test
  void anyRightAnswerPasses() {
    Puzzle path = puzzle("paths", 4);
    String[] nodes = path.gold().split(", ", -1);
    assertThat(path.fault(String.join("->", nodes))).isEmpty();
    assertThat(path.fault(String.join(" ", nodes))).isEmpty();
    Puzzle brackets = puzzle("brackets", 2);
    assertThat(brackets.fault("()" + brackets.gold() + "[{}]")).isEmpty();
    assertThat(puzzle("sql", 1).fault(puzzle("sql", 1).gold() + " LIMIT 1;")).isEmpty();
    Puzzle regex = puzzle("regex", 2);
    assertThat(regex.fault("(?:" + regex.gold() + ")$")).isEmpty();
    Puzzle sudoku = puzzle("sudoku", 3);
    assertThat(sudoku.fault(sudoku.gold().replace("", " "))).isEmpty();
    assertThat(puzzle("arithmetic", 1).fault(puzzle("arithmetic", 1).gold() + ".0")).isEmpty();
  }

  @Test
  void otherSchedulesAndOtherSortedListsPass() {
    int schedules = 0;
    int sorted = 0;
    for (int i = 0; i < 200; i++) {
      schedules += othersThatPass("schedules", i);
      sorted += othersThatPass("sorting", i);
    }
    assertThat(schedules).isPositive();
    assertThat(sorted).isPositive();
  }

  /** Neighbors swapped: what passes then is another right answer. */
  private static int othersThatPass(String family, long index) {
    Puzzle puzzle = ProceduralTasks.of(ProceduralTasks.family(family), 2, 3).task(index).data();
    String[] items = puzzle.gold().split(", ", -1);
    int passed = 0;
    for (int i = 1; i < items.length; i++) {
      String[] other = items.clone();
      other[i] = items[i - 1];
      other[i - 1] = items[i];
      String text = String.join(", ", other);
      passed += !text.equals(puzzle.gold()) && puzzle.fault(text).isEmpty() ? 1 : 0;
    }
    return passed;
  }

  private static Puzzle puzzle(String family, int difficulty) {
    return ProceduralTasks.of(ProceduralTasks.family(family), 2, difficulty).task(0).data();
  }

  @Test
  void anExpressionThatWouldNeverEndFails() {
    assertThat(puzzle("regex", 3).fault("((.*)*)*((.*)*)*!")).isPresent();
    assertThat(puzzle("regex", 3).fault("(".repeat(4000) + ")".repeat(4000))).isPresent();
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> ProceduralTasks.family("chess"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "family: expected one of [arithmetic, sorting, brackets, dates, sql, regex, paths,"
                + " sudoku, schedules], got chess");
    assertThatThrownBy(() -> ProceduralTasks.of(ProceduralTasks.family("dates"), 1, 5))
        .hasMessage("difficulty: expected 1 to 4 of dates, got 5");
    assertThatThrownBy(() -> ProceduralTasks.named("dates/1/2"))
        .hasMessage("key: expected family/seed/index/difficulty, got dates/1/2");
    assertThatThrownBy(() -> ProceduralTasks.named("dates/1/x/1"))
        .hasMessage("key: expected family/seed/index/difficulty, got dates/1/x/1");
    assertThatThrownBy(() -> ProceduralTasks.named("dates/1/-2/1"))
        .hasMessage("index: expected at least 0, got -2");
  }
}
