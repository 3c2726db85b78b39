package org.temper.algorithms.items;

import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;

/** The reward of a drawn item, and the value of a state before one is drawn. */
public interface ItemReward {

  /**
   * Rewards of items at the position of each scored token.
   *
   * @param histories the sequences
   * @param candidates [B, T, G]
   * @return row-major [B, T, G], finite where a token is scored
   */
  float[] rewards(SequenceBatch histories, Candidates candidates);

  /**
   * Values of the states in which the scored tokens were chosen.
   *
   * @param histories the sequences
   * @return row-major [B, T], finite where a token is scored; any numbers where no method asks
   */
  float[] values(SequenceBatch histories);
}
