package org.temper.environments.toolbox;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.Task;
import org.temper.environments.TaskSource;
import org.temper.environments.generated.Draws;
import org.temper.environments.generated.TaskKey;
import org.temper.environments.toolbox.ToolboxQuestion.Facts;

/**
 * Generated tasks for the {@link ToolboxEnvironment}. What the tools know differs from task to
 * task, so that every question takes two calls of them at least, one of which needs the other's
 * result or another fact.
 *
 * <p>Difficulty 1: two calls, the second of the first one's result; numbers below 10. 2: also two
 * facts put together by the calculator, three calls. 3: amounts paid for together, five or six
 * calls, numbers below 10. 4: the same with numbers to 99.
 */
public final class ToolboxTasks implements TaskSource<ToolboxQuestion> {
  /** The family of these tasks, as keys have it. */
  public static final String FAMILY = "toolbox";

  /** The greatest difficulty. */
  public static final int HARDEST = 4;

  private static final List<String> PEOPLE =
      ImmutableList.of("ann", "ben", "eva", "kim", "leo", "mia", "sam", "tom");
  private static final List<String> ITEMS =
      ImmutableList.of("tea", "jam", "oil", "rice", "milk", "salt", "nuts", "eggs");
  private static final List<String> UNITS = ImmutableList.of("box", "bag", "crate");
  private static final List<String> EVENTS = ImmutableList.of("fair", "race", "ball", "test");

  private final long seed;
  private final int difficulty;

  private ToolboxTasks(long seed, int difficulty) {
    this.seed = seed;
    this.difficulty = difficulty;
  }

  /**
   * Tasks of a difficulty.
   *
   * @param seed the seed
   * @param difficulty from 1 to {@value #HARDEST}
   * @return the tasks
   * @throws IllegalArgumentException if there is no such difficulty
   */
  public static ToolboxTasks of(long seed, int difficulty) {
    checkArgument(
        difficulty >= 1 && difficulty <= HARDEST,
        "difficulty: expected 1 to %s, got %s",
        HARDEST,
        difficulty);
    return new ToolboxTasks(seed, difficulty);
  }

  /**
   * A task, made again from its key.
   *
   * @param key a task's key
   * @return the task
   * @throws IllegalArgumentException if it is no key of such a task
   */
  public static Task<ToolboxQuestion> named(String key) {
    TaskKey parts = TaskKey.of(key).requireFamily(FAMILY);
    return of(parts.seed(), parts.difficulty()).task(parts.index());
  }

  /**
   * What checks answers, by {@link ToolboxQuestion#isAnsweredBy(String)}.
   *
   * @return a verifier of what a task holds
   */
  public static Verifier<ToolboxQuestion> verifier() {
    return (question, answer) ->
        question.isAnsweredBy(answer)
            ? new Verdict.Passed()
            : new Verdict.Failed("expected " + question.gold());
  }

  @Override
  public Task<ToolboxQuestion> task(long index) {
    TaskKey key = new TaskKey(FAMILY, seed, index, difficulty);
    Draws draws = Draws.of(key);
    Script script = new Script(facts(draws, difficulty < HARDEST ? 9 : 99));
    ToolboxQuestion question =
        switch (difficulty) {
          case 1 -> chained(draws, script);
          case 2 -> draws.coin() ? chained(draws, script) : put(draws, script);
          default -> basket(draws, script, difficulty < HARDEST ? 9 : 99);
        };
    return new Task<>(key.toString(), question, question.conversation());
  }

  private static Facts facts(Draws draws, int greatest) {
    ImmutableMap.Builder<String, String> wishes = ImmutableMap.builder();
    PEOPLE.forEach(person -> wishes.put(person, draws.one(ITEMS)));
    return new Facts(
        wishes.buildOrThrow(),
        numbers(draws, ITEMS, greatest),
        numbers(draws, ITEMS, greatest),
        numbers(draws, UNITS, greatest),
        numbers(draws, EVENTS, greatest));
  }

  private static Map<String, Integer> numbers(Draws draws, List<String> names, int greatest) {
    ImmutableMap.Builder<String, Integer> numbers = ImmutableMap.builder();
    List<Integer> values = draws.distinct(names.size(), 1, greatest);
    for (int i = 0; i < names.size(); i++) {
      numbers.put(names.get(i), values.get(i));
    }
    return numbers.buildOrThrow();
  }

  /** A fact of what another fact names. */
  private static ToolboxQuestion chained(Draws draws, Script script) {
    String person = draws.one(PEOPLE);
    boolean price = draws.coin();
    String item = script.wish(person);
    long answer = price ? script.price(item) : script.stock(item);
    return script.question(
        "What is the " + (price ? "price" : "stock") + " of the wish of " + person + "?", answer);
  }

  /** Two facts put together. */
  private static ToolboxQuestion put(Draws draws, Script script) {
    switch (draws.between(0, 2)) {
      case 0 -> {
        List<String> items = draws.some(ITEMS, 2);
        long answer = script.add(script.price(items.get(0)), script.price(items.get(1)));
        return script.question(
            "What is the price of " + items.get(0) + " and " + items.get(1) + "?", answer);
      }
      case 1 -> {
        String unit = draws.one(UNITS);
        String item = draws.one(ITEMS);
        long answer = script.multiply(script.unit(unit), script.price(item));
        return script.question("What is the price of a " + unit + " of " + item + "?", answer);
      }
      default -> {
        List<String> events = draws.some(EVENTS, 2);
        long answer = script.subtract(script.day(events.get(1)), script.day(events.get(0)));
        return script.question(
            "How many days after the " + events.get(0) + " is the " + events.get(1) + "?", answer);
      }
    }
  }

  /** Amounts of things that are paid for together. */
  private static ToolboxQuestion basket(Draws draws, Script script, int greatest) {
    List<String> items = draws.some(ITEMS, 2);
    int count = draws.between(2, greatest);
    int other = draws.between(2, greatest);
    switch (draws.between(0, 2)) {
      case 0 -> {
        long first = script.multiply(count, script.price(items.get(0)));
        long second = script.multiply(other, script.price(items.get(1)));
        return script.question(
            "What is the price of "
                + count
                + " "
                + items.get(0)
                + " and "
                + other
                + " "
                + items.get(1)
                + "?",
            script.add(first, second));
      }
      case 1 -> {
        String unit = draws.one(UNITS);
        long number = script.multiply(count, script.unit(unit));
        long first = script.multiply(number, script.price(items.get(0)));
        return script.question(
            "What is the price of "
                + count
                + " "
                + unit
                + " of "
                + items.get(0)
                + " and one "
                + items.get(1)
                + "?",
            script.add(first, script.price(items.get(1))));
      }
      default -> {
        String person = draws.one(PEOPLE);
        String unit = draws.one(UNITS);
        long number = script.unit(unit);
        String item = script.wish(person);
        long paid = script.multiply(number, script.price(item));
        return script.question(
            "How much of "
                + 100 * greatest
                + " is left after a "
                + unit
                + " of the wish of "
                + person
                + "?",
            script.subtract(100L * greatest, paid));
      }
    }
  }
}
