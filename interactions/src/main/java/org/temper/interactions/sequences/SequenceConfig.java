package org.temper.interactions.sequences;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.api.items.ItemInputs;

/**
 * What a sequence of events holds. Times are always among the side inputs: {@link
 * ItemInputs#TIMESTAMPS} and {@link ItemInputs#NEXT_TIMESTAMPS}.
 *
 * @param maxLength the most events of a sequence, at least 2
 * @param sideInputs the column of feedback in the log that becomes each further side input, by the
 *     name of the input; NaN at an event without that feedback, which trainers on {@link
 *     ItemInputs#REWARDS} leave out and count
 */
public record SequenceConfig(int maxLength, Map<String, String> sideInputs) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if {@code maxLength} is below 2, or a side input has the name
   *     of the times
   */
  public SequenceConfig {
    checkArgument(maxLength >= 2, "maxLength: expected at least 2, got %s", maxLength);
    sideInputs = ImmutableMap.copyOf(sideInputs);
    for (String name : new String[] {ItemInputs.TIMESTAMPS, ItemInputs.NEXT_TIMESTAMPS}) {
      checkArgument(
          !sideInputs.containsKey(name),
          "sideInputs: expected no column for %s, which the times of events are, got %s",
          name,
          sideInputs.get(name));
    }
  }

  /**
   * Items and times alone.
   *
   * @param maxLength the most events of a sequence, at least 2
   * @return the configuration
   */
  public static SequenceConfig of(int maxLength) {
    return new SequenceConfig(maxLength, ImmutableMap.of());
  }

  /**
   * This configuration with one more side input, or another column for it.
   *
   * @param name the input's name, such as {@link ItemInputs#REWARDS}
   * @param column the name of a column of feedback
   * @return a new configuration
   * @throws IllegalArgumentException if the name is that of the times
   */
  public SequenceConfig withSideInput(String name, String column) {
    return new SequenceConfig(
        maxLength,
        ImmutableMap.<String, String>builder()
            .putAll(sideInputs)
            .put(name, column)
            .buildKeepingLast());
  }
}
