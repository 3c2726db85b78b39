package org.temper.environments.procedural;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.environments.generated.Answers;
import org.temper.environments.generated.Draws;

/** Arithmetic in words: somebody has things, and their number changes step by step. */
final class Arithmetic implements TaskFamily {
  private static final List<String> PEOPLE =
      ImmutableList.of("Ann", "Ben", "Eva", "Kim", "Leo", "Mia", "Sam", "Tom");
  private static final List<String> THINGS =
      ImmutableList.of("apples", "books", "cards", "coins", "nuts", "pens", "shells", "stamps");

  /** Above this nothing is multiplied. */
  private static final int LARGE = 1000;

  @Override
  public String name() {
    return "arithmetic";
  }

  @Override
  public String difficultyMeaning() {
    return "d steps with numbers up to 10 d";
  }

  @Override
  public int hardest() {
    return 8;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    String person = draws.one(PEOPLE);
    String things = draws.one(THINGS);
    int largest = 10 * difficulty;
    int first = draws.between(2, largest);
    StringBuilder story = new StringBuilder(person + " has " + first + " " + things + ".");
    int value = first;
    for (int step = 0; step < difficulty; step++) {
      value = step(draws, largest, value, story);
    }
    if (value == first) {
      int more = draws.between(1, largest);
      story.append(" Then ").append(more).append(" more come.");
      value += more;
    }
    String question =
        story
            + " How many "
            + things
            + " does "
            + person
            + " have now? Answer with the number alone.";
    return new Count(question, things, first, value);
  }

  private static int step(Draws draws, int largest, int value, StringBuilder story) {
    int number = draws.between(1, largest);
    int factor = draws.between(2, 5);
    switch (draws.between(0, 3)) {
      case 0 -> {
        if (value >= number) {
          story.append(" Then ").append(number).append(" are given away.");
          return value - number;
        }
      }
      case 1 -> {
        if (value > 0 && value < LARGE) {
          story.append(" Then the number grows to ").append(factor).append(" times as many.");
          return value * factor;
        }
      }
      case 2 -> {
        if (value > 0 && value % factor == 0) {
          story
              .append(" Then they are shared evenly among ")
              .append(factor)
              .append(" people, and one share is kept.");
          return value / factor;
        }
      }
      default -> {}
    }
    story.append(" Then ").append(number).append(" more come.");
    return value + number;
  }

  private record Count(String question, String things, int first, int value) implements Puzzle {
    @Override
    public String gold() {
      return Integer.toString(value);
    }

    @Override
    public String noOp() {
      return Integer.toString(first);
    }

    @Override
    public String nearMiss() {
      return Integer.toString(value + 1);
    }

    @Override
    public Optional<String> fault(String answer) {
      String words = Answers.words(answer);
      String number =
          words.endsWith(" " + things)
              ? words.substring(0, words.length() - things.length() - 1)
              : words;
      Optional<BigDecimal> given = Answers.number(number);
      if (given.isPresent() && given.get().compareTo(BigDecimal.valueOf(value)) == 0) {
        return Optional.empty();
      }
      return Optional.of("expected the number " + value + ", got " + Excerpt.of(answer));
    }
  }
}
