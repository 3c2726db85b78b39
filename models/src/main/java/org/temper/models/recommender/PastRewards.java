package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;
import org.temper.models.scoring.TokenLayout;

/** The rewards of a batch's events, as a model reads them. */
final class PastRewards {
  /** What is further from 0 is as likely an accident as a taste. */
  private static final float FURTHEST = 3;

  private PastRewards() {}

  /** Each event's reward and whether it is known, float32 [N, 2]. */
  static NDArray of(NDManager manager, SequenceBatch batch, TokenLayout layout) {
    float[] given = read(batch);
    float[] pairs = new float[2 * layout.ids().length];
    int token = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int start = batch.start(row);
      for (int column = start; column < start + batch.length(row); column++) {
        float reward = given[row * batch.columns() + column];
        if (!Float.isNaN(reward)) {
          pairs[2 * token] = Math.max(-FURTHEST, Math.min(FURTHEST, reward));
          pairs[2 * token + 1] = 1;
        }
        token++;
      }
    }
    return manager.create(pairs, new Shape(token, 2));
  }

  private static float[] read(SequenceBatch batch) {
    SideInput input = batch.sideInputs().get(ItemInputs.REWARDS);
    checkArgument(
        input instanceof SideInput.Floats && input.shape().equals(batch.shape()),
        "batch: expected the side input %s, float32 of %s, got %s",
        ItemInputs.REWARDS,
        batch.shape(),
        input == null ? batch.sideInputs().keySet() : input.shape());
    return ((SideInput.Floats) input).values();
  }
}
