package org.temper.testkit.tables;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.temper.api.SequenceBatch;
import org.temper.api.items.CandidateScores;

/** Scores of candidates that a scope owns. */
record TableCandidates(NDManager manager, NDArray logProbs, NDArray completionMask)
    implements CandidateScores {

  static TableCandidates of(NDManager scope, NDArray logits, SequenceBatch batch, long[] cells) {
    NDArray mask = batch.completionMask(scope);
    NDArray logProbs = TokenLookup.pickSeveral(logits.logSoftmax(1).flatten(), cells, mask);
    return new TableCandidates(scope, logProbs, mask);
  }

  @Override
  public void close() {
    manager.close();
  }
}
