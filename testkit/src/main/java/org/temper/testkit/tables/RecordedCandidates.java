package org.temper.testkit.tables;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.ScoredCandidates;
import org.temper.testkit.Recording;

/** Scores of candidates with the recording that a loss is differentiated through. */
record RecordedCandidates(CandidateScores scores, Recording recording) implements ScoredCandidates {

  @Override
  public NDArray logProbs() {
    return scores.logProbs();
  }

  @Override
  public NDArray completionMask() {
    return scores.completionMask();
  }

  @Override
  public NDManager manager() {
    return scores.manager();
  }

  @Override
  public void backward(NDArray loss) {
    recording.backward(loss);
  }

  @Override
  public void close() {
    recording.close();
    scores.close();
  }
}
