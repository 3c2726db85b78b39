package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How long a run is: a number of updates, or of whole epochs. A run of iterations counts these in
 * the stead of updates.
 */
public sealed interface RunLength {

  /**
   * A number of updates, over as many epochs as they take.
   *
   * @param updates at least 1
   * @return the length
   * @throws IllegalArgumentException if {@code updates} is below 1
   */
  static RunLength ofUpdates(long updates) {
    return new Updates(updates);
  }

  /**
   * A number of whole epochs.
   *
   * @param epochs at least 1
   * @return the length
   * @throws IllegalArgumentException if {@code epochs} is below 1
   */
  static RunLength ofEpochs(int epochs) {
    return new Epochs(epochs);
  }

  /**
   * The number of updates.
   *
   * @param perEpoch updates of an epoch
   * @return at least 1
   * @throws IllegalArgumentException if it is above {@link Long#MAX_VALUE}
   */
  long updates(long perEpoch);

  /**
   * A number of updates.
   *
   * @param count at least 1
   */
  record Updates(long count) implements RunLength {
    /** Checks. */
    public Updates {
      checkArgument(count >= 1, "updates: expected at least 1, got %s", count);
    }

    @Override
    public long updates(long perEpoch) {
      return count;
    }
  }

  /**
   * A number of epochs.
   *
   * @param count at least 1
   */
  record Epochs(int count) implements RunLength {
    /** Checks. */
    public Epochs {
      checkArgument(count >= 1, "epochs: expected at least 1, got %s", count);
    }

    @Override
    public long updates(long perEpoch) {
      checkArgument(
          perEpoch <= Long.MAX_VALUE / count,
          "epochs: expected a source with an end, got one of %s updates an epoch; give a number of"
              + " updates",
          perEpoch);
      return count * perEpoch;
    }
  }
}
