package org.temper.api.items;

import org.temper.api.Policy;
import org.temper.api.SequenceBatch;

/**
 * A policy that can score several tokens at one position, as against the one that stands there: the
 * options of a question, the items of a list.
 */
public interface CandidatePolicy extends Policy {

  /**
   * Scores several tokens at the position of each scored token, for training. Costs one pass over
   * the sequences, however many candidates there are.
   *
   * @param batch the sequences
   * @param candidates which tokens; one that stands several times at a position counts each time
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException if the candidates are not of the batch's shape, or an id is
   *     outside the vocabulary where a token is scored
   */
  ScoredCandidates scoreCandidates(SequenceBatch batch, Candidates candidates);

  /**
   * Scores several tokens at the position of each scored token, without a graph.
   *
   * @param batch the sequences
   * @param candidates which tokens
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException as {@link #scoreCandidates}
   */
  CandidateScores evaluateCandidates(SequenceBatch batch, Candidates candidates);

  @Override
  CandidatePolicy frozenCopy();

  @Override
  default CandidatePolicy reference() {
    return frozenCopy();
  }
}
