package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.BiConsumer;
import org.temper.api.ScoredBatch;

/** Scores with another backward. */
record AlteredScores(ScoredBatch scores, BiConsumer<ScoredBatch, NDArray> backward)
    implements ScoredBatch {
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
    backward.accept(scores, loss);
  }

  @Override
  public void close() {
    scores.close();
  }
}
