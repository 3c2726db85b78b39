package org.temper.cli.midtrain;

import java.util.OptionalDouble;
import org.temper.api.TokenSequence;
import org.temper.data.Split;

/**
 * A source of a mid-training run.
 *
 * @param name what it is called
 * @param bucket what its figures are reported under
 * @param weight its weight, where one was given
 * @param examples what is trained and measured on
 */
public record Source(
    String name, String bucket, OptionalDouble weight, Split<TokenSequence> examples) {

  /** The name and the bucket of the old data. */
  public static final String OLD = "old";

  /**
   * The old data, which is replayed.
   *
   * @param examples what is replayed and measured on
   * @return the source
   */
  public static Source old(Split<TokenSequence> examples) {
    return new Source(OLD, OLD, OptionalDouble.empty(), examples);
  }
}
