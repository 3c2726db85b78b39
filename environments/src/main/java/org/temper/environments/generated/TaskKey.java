package org.temper.environments.generated;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import java.util.List;
import org.temper.api.Excerpt;

/**
 * The name of a generated task, {@code family/seed/index/difficulty}: all that it takes to make it
 * again.
 *
 * @param family what kind of task, without a slash
 * @param seed the source's seed
 * @param index which of its tasks, at least 0
 * @param difficulty how hard, at least 1
 */
public record TaskKey(String family, long seed, long index, int difficulty) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the family is blank or has a slash, the index is below 0 or
   *     the difficulty below 1
   */
  public TaskKey {
    checkArgument(
        !family.isBlank() && !family.contains("/"),
        "family: expected a name without a slash, got %s",
        family);
    checkArgument(index >= 0, "index: expected at least 0, got %s", index);
    checkArgument(difficulty >= 1, "difficulty: expected at least 1, got %s", difficulty);
  }

  /**
   * A key by its text.
   *
   * @param text as {@link #toString} gives it
   * @return the key
   * @throws IllegalArgumentException if it is none
   */
  public static TaskKey of(String text) {
    List<String> parts = Splitter.on('/').splitToList(text);
    if (parts.size() == 4) {
      try {
        return new TaskKey(
            parts.get(0),
            Long.parseLong(parts.get(1)),
            Long.parseLong(parts.get(2)),
            Integer.parseInt(parts.get(3)));
      } catch (NumberFormatException e) {
        throw malformed(text);
      }
    }
    throw malformed(text);
  }

  /**
   * This key, of a family that the caller makes tasks of.
   *
   * @param expected the family
   * @return the key
   * @throws IllegalArgumentException if it is of another
   */
  public TaskKey requireFamily(String expected) {
    checkArgument(
        family.equals(expected), "key: expected a task of %s, got one of %s", expected, family);
    return this;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "key: expected family/seed/index/difficulty, got " + Excerpt.of(text));
  }

  @Override
  public String toString() {
    return family + "/" + seed + "/" + index + "/" + difficulty;
  }
}
