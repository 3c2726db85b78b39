package org.temper.environments.procedural;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.Task;
import org.temper.environments.TaskSource;
import org.temper.environments.generated.Answers;
import org.temper.environments.generated.Draws;
import org.temper.environments.generated.TaskKey;

/**
 * Tasks of a family, made from a seed and a difficulty: without end, each by its index, each with
 * what verifies an answer.
 */
public final class ProceduralTasks implements TaskSource<Puzzle> {
  /** The most characters of an answer, {@value}: a longer one is wrong. */
  public static final int ANSWER_LENGTH = 10_000;

  private static final ImmutableList<TaskFamily> FAMILIES =
      ImmutableList.of(
          new Arithmetic(),
          new Sorting(),
          new Brackets(),
          new Dates(),
          new Sql(),
          new RegularExpressions(),
          new Paths(),
          new Sudoku(),
          new Schedules());

  private final TaskFamily family;
  private final long seed;
  private final int difficulty;

  private ProceduralTasks(TaskFamily family, long seed, int difficulty) {
    this.family = family;
    this.seed = seed;
    this.difficulty = difficulty;
  }

  /**
   * Tasks of a family.
   *
   * @param family the family
   * @param seed the seed
   * @param difficulty from 1 to the family's hardest
   * @return the tasks
   * @throws IllegalArgumentException if the family has no such difficulty
   */
  public static ProceduralTasks of(TaskFamily family, long seed, int difficulty) {
    checkArgument(
        difficulty >= 1 && difficulty <= family.hardest(),
        "difficulty: expected 1 to %s of %s, got %s",
        family.hardest(),
        family.name(),
        difficulty);
    return new ProceduralTasks(family, seed, difficulty);
  }

  /**
   * The families that come along.
   *
   * @return arithmetic, sorting, brackets, dates, sql, regex, paths, sudoku, schedules
   */
  public static List<TaskFamily> families() {
    return FAMILIES;
  }

  /**
   * A family that comes along.
   *
   * @param name its name
   * @return the family
   * @throws IllegalArgumentException if there is none of this name
   */
  public static TaskFamily family(String name) {
    return FAMILIES.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "family: expected one of "
                        + FAMILIES.stream().map(TaskFamily::name).toList()
                        + ", got "
                        + name));
  }

  /**
   * A task of a family that comes along, made again from its key.
   *
   * @param key a task's key
   * @return the task
   * @throws IllegalArgumentException if it is no key of such a task
   */
  public static Task<Puzzle> named(String key) {
    TaskKey parts = TaskKey.of(key);
    return of(family(parts.family()), parts.seed(), parts.difficulty()).task(parts.index());
  }

  @Override
  public Task<Puzzle> task(long index) {
    TaskKey key = new TaskKey(family.name(), seed, index, difficulty);
    Puzzle puzzle = family.make(Draws.of(key), difficulty);
    return new Task<>(
        key.toString(), puzzle, Conversation.of(Message.of(Role.USER, puzzle.question())));
  }

  /**
   * What checks answers, of every family alike: the answer is what follows the last {@code
   * Answer:}, or the whole completion. Any right answer passes, not the gold one alone.
   *
   * @return a verifier of what a task holds
   */
  public static Verifier<Puzzle> verifier() {
    return ProceduralTasks::verdict;
  }

  /**
   * A right answer.
   *
   * @param task a task
   * @return a completion that passes
   */
  public static String gold(Task<Puzzle> task) {
    return task.data().gold();
  }

  /**
   * An answer that does nothing.
   *
   * @param task a task
   * @return a completion that fails
   */
  public static String noOp(Task<Puzzle> task) {
    return task.data().noOp();
  }

  private static Verdict verdict(Puzzle puzzle, String completion) {
    String answer = Answers.of(completion);
    Optional<String> fault =
        answer.length() > ANSWER_LENGTH
            ? Optional.of("the answer has more than " + ANSWER_LENGTH + " characters")
            : puzzle.fault(answer);
    return fault.<Verdict>map(Verdict.Failed::new).orElseGet(Verdict.Passed::new);
  }
}
