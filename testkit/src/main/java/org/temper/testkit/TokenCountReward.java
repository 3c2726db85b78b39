package org.temper.testkit;

import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;

/**
 * The smallest reward model: the number of times that a completion uses a token.
 *
 * @param token the token that is liked
 */
public record TokenCountReward(long token) implements RewardModel {

  @Override
  public double[] rewards(SequenceBatch batch) {
    double[] rewards = new double[batch.rows()];
    for (int row = 0; row < rewards.length; row++) {
      for (int column = 0; column < batch.columns(); column++) {
        if (batch.isScored(row, column) && batch.token(row, column) == token) {
          rewards[row]++;
        }
      }
    }
    return rewards;
  }

  @Override
  public void close() {}
}
