package org.temper.cli.recommenders.training;

import org.temper.algorithms.items.ItemBaseline;
import org.temper.algorithms.items.ItemReward;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;

/**
 * The reward of an item is what reward models expect of it, on average; a state is worth what they
 * expect of the item that was logged there.
 */
record EnsembleReward(RewardEnsemble models, ItemBaseline baseline) implements ItemReward {

  @Override
  public float[] rewards(SequenceBatch histories, Candidates candidates) {
    return models.ensemble().feedback(histories, candidates).means();
  }

  @Override
  public float[] values(SequenceBatch histories) {
    float[] values = new float[histories.rows() * histories.columns()];
    if (baseline == ItemBaseline.VALUE) {
      float[] expectiles = models.ensemble().values(histories);
      int perPosition = expectiles.length / values.length;
      for (int position = 0; position < values.length; position++) {
        // The first is the mean.
        values[position] = expectiles[position * perPosition];
      }
    }
    return values;
  }
}
