package org.temper.algorithms;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.testkit.Epochs;

/** Epochs of five updates of two random micro-batches each. */
final class RandomEpochs {
  private RandomEpochs() {}

  /**
   * The batches of these epochs.
   *
   * @param microBatch makes one
   * @return the same for the same seed and epoch
   */
  static <B> UpdateSource<B> of(Function<Random, B> microBatch) {
    return Epochs.source(
        5,
        (seed, epoch) -> {
          Random random = new Random(seed + epoch);
          List<UpdateBatch<B>> updates = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            updates.add(
                new UpdateBatch<>(
                    List.of(microBatch.apply(random), microBatch.apply(random)), List.of("r" + i)));
          }
          return updates;
        });
  }
}
