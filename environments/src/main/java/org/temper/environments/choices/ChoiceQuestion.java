package org.temper.environments.choices;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import org.temper.api.Excerpt;

/**
 * A question with several options.
 *
 * @param key the question's name, the same whenever it is read
 * @param category what it is counted under beside the whole, such as its subject
 * @param text what is asked
 * @param options what may be answered, at least two
 * @param best the index of the option that is the answer
 * @param right the indices of the options that are right, the best one among them
 */
public record ChoiceQuestion(
    String key, String category, String text, List<String> options, int best, Set<Integer> right) {

  private static final int MOST_LETTERS = 26;

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there are fewer than two options, or an index is none of
   *     theirs
   */
  public ChoiceQuestion {
    options = ImmutableList.copyOf(options);
    right = ImmutableSet.copyOf(right);
    int count = options.size();
    checkArgument(count >= 2, "options: expected at least two, got %s", options);
    checkArgument(
        right.contains(best) && right.stream().allMatch(i -> i >= 0 && i < count),
        "right: expected indices of %s options, the best one's among them, got %s",
        count,
        right);
  }

  /**
   * A question with one right option.
   *
   * @param key the question's name
   * @param category what it is counted under
   * @param text what is asked
   * @param options what may be answered
   * @param answer the index of the right one
   * @return the question
   * @throws IllegalArgumentException as the constructor does
   */
  public static ChoiceQuestion of(
      String key, String category, String text, List<String> options, int answer) {
    return new ChoiceQuestion(key, category, text, options, answer, Set.of(answer));
  }

  /**
   * The index that a letter calls.
   *
   * @param letter A for 0 and so on, in any case; space around it does not matter
   * @return the index
   * @throws IllegalArgumentException if it is no letter of an option
   */
  public static int index(String letter) {
    String stripped = Ascii.toUpperCase(letter.strip());
    int index = stripped.length() == 1 ? stripped.charAt(0) - 'A' : -1;
    checkArgument(
        index >= 0 && index < MOST_LETTERS,
        "expected the letter of an option, got %s",
        Excerpt.of(letter));
    return index;
  }

  /**
   * The letter that an option is called by.
   *
   * @param option its index
   * @return A for 0 and so on
   * @throws IllegalArgumentException if the index is below 0 or beyond Z
   */
  public static String letter(int option) {
    checkArgument(
        option >= 0 && option < MOST_LETTERS,
        "option: expected 0 to %s, got %s",
        MOST_LETTERS - 1,
        option);
    return String.valueOf((char) ('A' + option));
  }
}
