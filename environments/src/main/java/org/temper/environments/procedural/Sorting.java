package org.temper.environments.procedural;

import static java.util.Comparator.comparing;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.temper.environments.generated.Draws;

/** Lists to sort: numbers by value, words by the alphabet or by length. */
final class Sorting implements TaskFamily {
  private static final Splitter ITEMS =
      Splitter.on(Pattern.compile("[,\\s]+")).omitEmptyStrings().trimResults();
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final int LONGEST = 7;

  @Override
  public String name() {
    return "sorting";
  }

  @Override
  public String difficultyMeaning() {
    return "2 + 2 d items, numbers below 10^(d + 1)";
  }

  @Override
  public int hardest() {
    return 6;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    Order order = draws.one(ImmutableList.copyOf(Order.values()));
    int count = 2 + 2 * difficulty;
    List<String> items = new ArrayList<>();
    while (items.size() < count || sorted(order, items)) {
      // Words of two lengths at least, so that they can be out of order.
      if (items.size() == count) {
        items.clear();
      }
      items.add(item(draws, order, difficulty));
    }
    return new Items(order, ImmutableList.copyOf(items));
  }

  private static String item(Draws draws, Order order, int difficulty) {
    if (order == Order.RISING || order == Order.FALLING) {
      return Integer.toString(draws.between(0, (int) Math.pow(10, difficulty + 1) - 1));
    }
    StringBuilder word = new StringBuilder();
    int length = draws.between(2, LONGEST);
    for (int i = 0; i < length; i++) {
      word.append(LETTERS.charAt(draws.between(0, LETTERS.length() - 1)));
    }
    return word.toString();
  }

  private static boolean sorted(Order order, List<String> items) {
    for (int i = 1; i < items.size(); i++) {
      if (order.by().compare(items.get(i - 1), items.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  /** What comes first. */
  private enum Order {
    RISING("numbers from the least to the greatest"),
    FALLING("numbers from the greatest to the least"),
    ALPHABET("words by the alphabet"),
    LENGTH("words from the shortest to the longest, those of a length in any order");

    private final String words;

    Order(String words) {
      this.words = words;
    }

    Comparator<String> by() {
      return switch (this) {
        case RISING -> comparing(Integer::parseInt);
        case FALLING -> Comparator.<String, Integer>comparing(Integer::parseInt).reversed();
        case ALPHABET -> Comparator.naturalOrder();
        case LENGTH -> comparing(String::length);
      };
    }
  }

  private record Items(Order order, List<String> items) implements Puzzle {
    @Override
    public String question() {
      return "Sort these "
          + order.words
          + ": "
          + noOp()
          + ". Answer with the sorted list, commas between.";
    }

    @Override
    public String gold() {
      return String.join(", ", right().toList());
    }

    private Stream<String> right() {
      return items.stream().sorted(order.by());
    }

    @Override
    public String noOp() {
      return String.join(", ", items);
    }

    @Override
    public String nearMiss() {
      List<String> swapped = new ArrayList<>(right().toList());
      int i = 1;
      while (order.by().compare(swapped.get(i - 1), swapped.get(i)) == 0) {
        i++;
      }
      Collections.swap(swapped, i - 1, i);
      return String.join(", ", swapped);
    }

    @Override
    public Optional<String> fault(String answer) {
      List<String> given = ITEMS.splitToList(answer);
      if (!ImmutableMultiset.copyOf(given).equals(ImmutableMultiset.copyOf(items))) {
        return Optional.of("expected the items of the question, each as often as there");
      }
      return sorted(order, given)
          ? Optional.empty()
          : Optional.of("expected " + order.words + ", got another order");
    }
  }
}
