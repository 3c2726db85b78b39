package org.temper.algorithms.items;

import java.util.Arrays;
import java.util.List;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.items.Candidates;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.testkit.Epochs;

/** Histories of six items to draw in, and rewards: an item's number, in sixths. */
final class ItemDraws {
  static final UpdateSource<SequenceBatch> SEQUENCES =
      Epochs.source(
          3,
          (seed, epoch) ->
              List.of(
                  new UpdateBatch<>(List.of(histories(0, 1, 2), histories(3, 4, 5)), List.of("a")),
                  new UpdateBatch<>(List.of(histories(5, 3, 1)), List.of("b")),
                  new UpdateBatch<>(List.of(histories(2, 2, 2)), List.of("c"))));

  static final ItemReward REWARD =
      new ItemReward() {
        @Override
        public float[] rewards(SequenceBatch histories, Candidates candidates) {
          float[] rewards = new float[candidates.items().length];
          for (int i = 0; i < rewards.length; i++) {
            rewards[i] = candidates.items()[i] / 6f;
          }
          return rewards;
        }

        @Override
        public float[] values(SequenceBatch histories) {
          float[] values = new float[histories.rows() * histories.columns()];
          Arrays.fill(values, 0.4f);
          return values;
        }
      };

  private ItemDraws() {}

  static SequenceBatch histories(long... items) {
    return SequenceBatch.of(
        List.of(
            TokenSequence.ofText(items), TokenSequence.ofText(new long[] {items[2], items[0]})));
  }
}
