package org.temper.data;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Examples made of records, and what became of the records that could not be used whole.
 *
 * @param <T> what an example is
 * @param examples the examples, in the order of their records
 * @param dropped how many records were left out as too long
 * @param truncated how many examples were cut off
 * @param identical how many records were left out because what they compare is the same, perhaps
 *     only after the cut
 */
public record Tokenized<T>(List<T> examples, int dropped, int truncated, int identical) {

  /** Copies the examples. */
  public Tokenized {
    examples = ImmutableList.copyOf(examples);
  }
}
