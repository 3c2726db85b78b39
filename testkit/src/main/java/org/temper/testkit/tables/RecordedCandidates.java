package org.temper.testkit.tables;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.ScoredCandidates;
import org.temper.testkit.Recording;

/** Scores of candidates with the recording that a loss is differentiated through. */
record RecordedCandidates(
    NDManager manager, NDArray logProbs, NDArray completionMask, Recording recording)
    implements ScoredCandidates, Recorded {

  /** Takes scores over, whose arrays are their manager's. */
  static RecordedCandidates of(CandidateScores scores, Recording recording) {
    return new RecordedCandidates(
        scores.manager(), scores.logProbs(), scores.completionMask(), recording);
  }
}
