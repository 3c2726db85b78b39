package org.temper.api.items;

import org.temper.api.SequenceBatch;

/**
 * A policy whose tokens are the items of a catalog: a sequential recommender. A sequence is a
 * user's events in order of time; the vocabulary is the catalog, K items.
 *
 * <p>A model that looks at time reads it from the side inputs named in {@link ItemInputs}.
 */
public interface ItemPolicy extends CandidatePolicy {

  /**
   * Log-probabilities of every item as the one that follows each row of a batch.
   *
   * @param histories the sequences so far; completion flags do not matter
   * @return [B][K], in nats; each row's probabilities sum to 1
   * @throws IllegalArgumentException if the model needs a side input that is not there
   */
  float[][] nextItems(SequenceBatch histories);

  @Override
  ItemPolicy frozenCopy();

  @Override
  default ItemPolicy reference() {
    return frozenCopy();
  }
}
