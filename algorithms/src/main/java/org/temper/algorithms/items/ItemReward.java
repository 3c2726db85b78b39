package org.temper.algorithms.items;

import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;

/** What a drawn item is worth, and what a state is worth before one is drawn. */
public interface ItemReward {

  /**
   * Rewards of items in the place of each scored token.
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
