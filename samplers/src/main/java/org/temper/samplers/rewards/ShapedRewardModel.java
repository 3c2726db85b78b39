package org.temper.samplers.rewards;

import java.util.Arrays;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;

/**
 * A reward model whose rewards are shaped. The length of a completion is the number of its row's
 * scored tokens. A reward that is not finite becomes NaN. Closing it closes neither the model nor
 * the shaping: they are still owned by the caller.
 *
 * @param model the model
 * @param shaping what is made of its rewards
 */
public record ShapedRewardModel(RewardModel model, RewardShaping shaping) implements RewardModel {

  @Override
  public double[] rewards(SequenceBatch batch) {
    double[] rewards =
        Arrays.stream(OneEach.given(model.rewards(batch), batch.rows()))
            .map(reward -> Double.isFinite(reward) ? reward : Double.NaN)
            .toArray();
    int[] lengths = new int[batch.rows()];
    for (int row = 0; row < lengths.length; row++) {
      for (int column = 0; column < batch.columns(); column++) {
        lengths[row] += batch.isScored(row, column) ? 1 : 0;
      }
    }
    return shaping.shaped(rewards, lengths);
  }

  @Override
  public void close() {}
}
