package org.temper.testkit.tables;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.temper.api.ScoredBatch;
import org.temper.api.TokenScores;
import org.temper.testkit.Recording;

/** Scores with the recording that a loss is differentiated through. */
final class RecordedScores implements ScoredBatch {
  private final TokenScores scores;
  private final Recording recording;

  RecordedScores(TokenScores scores, Recording recording) {
    this.scores = scores;
    this.recording = recording;
  }

  @Override
  public NDArray tokenLogProbs() {
    return scores.tokenLogProbs();
  }

  @Override
  public NDArray entropies() {
    return scores.entropies();
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
