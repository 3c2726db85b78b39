package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

/** How long a run is: a number of updates, or of whole epochs. */
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
   * A number of updates.
   *
   * @param count at least 1
   */
  record Updates(long count) implements RunLength {
    /** Checks. */
    public Updates {
      checkArgument(count >= 1, "updates: expected at least 1, got %s", count);
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
  }
}
