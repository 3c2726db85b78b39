package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;

/**
 * A prompt and two completions, one preferred to the other.
 *
 * @param prompt what is asked
 * @param chosen the preferred completion, as it follows the prompt
 * @param rejected the other one
 */
public record Preference(String prompt, String chosen, String rejected) {

  /**
   * The fields of a file that hold them.
   *
   * @param prompt the prompt's field
   * @param chosen the preferred completion's field
   * @param rejected the other one's
   */
  public record Fields(String prompt, String chosen, String rejected) {
    /** {@code prompt}, {@code chosen} and {@code rejected}. */
    public static final Fields DEFAULT = new Fields("prompt", "chosen", "rejected");

    /** Checks that the fields differ. */
    public Fields {
      ImmutableSet<String> different = ImmutableSet.of(prompt, chosen, rejected);
      checkArgument(different.size() == 3, "fields: expected three different, got %s", different);
    }
  }
}
