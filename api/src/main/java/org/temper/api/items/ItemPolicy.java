package org.temper.api.items;

import org.temper.api.Policy;
import org.temper.api.SequenceBatch;

/**
 * A policy whose tokens are the items of a catalog: a sequential recommender. A sequence is a
 * user's events in order of time; the vocabulary is the catalog, K items.
 *
 * <p>A model that looks at time reads it from the side inputs named in {@link ItemInputs}.
 */
public interface ItemPolicy extends Policy {

  /**
   * Scores several items at the position of each scored token, for training. Costs one pass over
   * the sequences, however many candidates there are.
   *
   * @param batch the sequences
   * @param candidates which items
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException if the candidates are not of the batch's shape, or an id is
   *     outside the catalog where a token is scored
   */
  ScoredCandidates scoreCandidates(SequenceBatch batch, Candidates candidates);

  /**
   * Scores several items at the position of each scored token, without a graph.
   *
   * @param batch the sequences
   * @param candidates which items
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException as {@link #scoreCandidates}
   */
  CandidateScores evaluateCandidates(SequenceBatch batch, Candidates candidates);

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
