package org.temper.algorithms.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import org.temper.api.RewardModel;
import org.temper.api.Scores;
import org.temper.api.SequenceBatch;

/**
 * Rewards that a model gave without a graph, as the array that losses take.
 *
 * @param manager owner of the array
 * @param rewards float32 [B]
 */
record HeldOutRewards(NDManager manager, NDArray rewards) implements Scores {

  static HeldOutRewards of(RewardModel model, SequenceBatch batch) {
    float[] rewards = Floats.toArray(Doubles.asList(model.rewards(batch)));
    NDManager manager = NDManager.newBaseManager();
    return new HeldOutRewards(manager, manager.create(rewards));
  }

  @Override
  public void close() {
    manager.close();
  }
}
