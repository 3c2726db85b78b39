package org.temper.data;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Examples made of records, and what became of the records that were too long.
 *
 * @param <T> what an example is
 * @param examples the examples, in the order of their records
 * @param dropped how many records were left out
 * @param truncated how many examples were cut off
 */
public record Tokenized<T>(List<T> examples, int dropped, int truncated) {

  /** Copies the examples. */
  public Tokenized {
    examples = ImmutableList.copyOf(examples);
  }
}
