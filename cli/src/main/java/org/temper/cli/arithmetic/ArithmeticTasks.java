package org.temper.cli.arithmetic;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.temper.cli.text.WordTokenizer;

/**
 * An endless, reproducible source of tasks of one split.
 *
 * <p>The splits are disjoint in their equations, whatever the story around them and whatever the
 * seed: one equation in eight is held out, chosen by a hash of its numbers and its operation. No
 * model that was trained on the training split, its corpus included, has seen a held-out sum.
 */
public final class ArithmeticTasks {
  /** The largest number in a question, where nothing else is said; the smallest is 1. */
  public static final int LARGEST = 99;

  static final List<String> NAMES =
      List.of("Ann", "Ben", "Eva", "Ida", "Joe", "Kim", "Leo", "Mia", "Ned", "Sam", "Tom", "Zoe");

  /** What is counted in questions. */
  public static final List<String> THINGS =
      List.of(
          "apples", "books", "cards", "coins", "cups", "eggs", "keys", "nuts", "pears", "pens",
          "shells", "stamps");

  private final Part part;
  private final int largest;
  private final Random random;

  private ArithmeticTasks(Part part, int largest, long seed) {
    this.part = part;
    this.largest = largest;
    this.random = new Random(seed);
  }

  /** Which equations a source draws from. */
  public enum Part {
    /** Seven equations in eight. */
    TRAINING,
    /** The others. */
    HELD_OUT
  }

  /**
   * A source of tasks.
   *
   * @param part which equations it draws from
   * @param seed what makes its order; the same seed gives the same tasks
   * @return the source
   */
  public static ArithmeticTasks of(Part part, long seed) {
    return upTo(LARGEST, part, seed);
  }

  /**
   * A source of tasks with other numbers.
   *
   * @param largest the largest number in a question, at least 1; the smallest is 1
   * @param part which equations it draws from
   * @param seed what makes its order; the same seed gives the same tasks
   * @return the source
   * @throws IllegalArgumentException if {@code largest} is below 1
   */
  public static ArithmeticTasks upTo(int largest, Part part, long seed) {
    checkArgument(largest >= 1, "largest: expected at least 1, got %s", largest);
    return new ArithmeticTasks(part, largest, seed);
  }

  /**
   * The split that an equation belongs to.
   *
   * @param first the first number
   * @param operation the operation
   * @param second the second number
   * @return its split
   */
  public static Part partOf(int first, Operation operation, int second) {
    int hash = (first * 131 + second * 7919 + operation.sign().charAt(0) * 104_729) * 0x9E3779B1;
    return (hash >>> 16) % 8 == 0 ? Part.HELD_OUT : Part.TRAINING;
  }

  /**
   * The next task.
   *
   * @return a task of this source's split
   */
  public ArithmeticTask next() {
    Story[] stories = Story.values();
    Story story = stories[random.nextInt(stories.length)];
    while (true) {
      int one = 1 + random.nextInt(largest);
      int two = 1 + random.nextInt(largest);
      boolean ordered = story.operation() == Operation.ADD || one >= two;
      int first = ordered ? one : two;
      int second = ordered ? two : one;
      if (partOf(first, story.operation(), second) == part) {
        return tell(story, first, second);
      }
    }
  }

  /**
   * The next distinct tasks.
   *
   * @param count how many, at least 0
   * @return tasks with distinct questions
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public List<ArithmeticTask> next(int count) {
    checkArgument(count >= 0, "count: expected at least 0, got %s", count);
    Set<ArithmeticTask> tasks = new LinkedHashSet<>();
    while (tasks.size() < count) {
      tasks.add(next());
    }
    return List.copyOf(tasks);
  }

  /**
   * Every word of the questions and of the sentences that answer them, with the space before it
   * where it has one.
   *
   * @return distinct words in order of the alphabet
   */
  public static List<String> words() {
    List<String> texts = new ArrayList<>(List.of(" and make less is"));
    for (Story story : Story.values()) {
      texts.add(story.question());
    }
    for (String name : NAMES) {
      texts.add(name + " " + name);
    }
    THINGS.forEach(thing -> texts.add(" " + thing));
    return texts.stream()
        .map(text -> text.replaceAll("\\{[a-z]+}", "0"))
        .flatMap(text -> WordTokenizer.words(text).stream())
        .distinct()
        .sorted()
        .toList();
  }

  private ArithmeticTask tell(Story story, int first, int second) {
    int name = random.nextInt(NAMES.size());
    int other = (name + 1 + random.nextInt(NAMES.size() - 1)) % NAMES.size();
    String things = THINGS.get(random.nextInt(THINGS.size()));
    Map<String, String> parts =
        Map.of(
            "{name}", NAMES.get(name),
            "{other}", NAMES.get(other),
            "{things}", things,
            "{first}", Integer.toString(first),
            "{second}", Integer.toString(second));
    return new ArithmeticTask(fill(story.question(), parts), first, story.operation(), second);
  }

  private static String fill(String template, Map<String, String> parts) {
    String text = template;
    for (Map.Entry<String, String> part : parts.entrySet()) {
      text = text.replace(part.getKey(), part.getValue());
    }
    return text;
  }
}
