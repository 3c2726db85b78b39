package org.temper.models;

import ai.djl.ndarray.types.Shape;
import java.util.Set;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;

/**
 * What is to be scored.
 *
 * @param batch the sequences
 * @param layout where their tokens go
 * @param shape of the scores: [B, T], or [B, T, C] for candidates
 * @param outputs what is wanted beside log-probabilities
 */
record ScoreRequest(
    SequenceBatch batch, TokenLayout layout, Shape shape, Set<TokenOutput> outputs) {

  static ScoreRequest tokens(SequenceBatch batch, TokenLayout layout, Set<TokenOutput> outputs) {
    return new ScoreRequest(batch, layout, batch.shape(), outputs);
  }

  boolean isEmpty() {
    return layout.scored().length == 0;
  }
}
