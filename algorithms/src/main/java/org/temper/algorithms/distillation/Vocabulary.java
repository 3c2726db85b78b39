package org.temper.algorithms.distillation;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.temper.api.SequenceBatch;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;

/** Scores of the whole vocabulary at the position of each token. */
final class Vocabulary {
  private static final int LARGEST = Integer.MAX_VALUE / 2;

  private Vocabulary() {}

  /** Log-probabilities, [B, T, V], owned by {@code owner}; 0 where nothing is scored. */
  static NDArray logProbs(NDManager owner, CandidatePolicy policy, SequenceBatch batch) {
    int size = checkSize(batch, policy.vocabularySize());
    Candidates all = new Candidates(ids(batch, size), batch.rows(), batch.columns(), size);
    try (CandidateScores scores = policy.evaluateCandidates(batch, all)) {
      NDArray copy = scores.logProbs().duplicate();
      copy.attach(owner);
      return copy;
    }
  }

  /** Every id at every position, int64 [B, T, V]. */
  static NDArray every(NDManager owner, SequenceBatch batch, long vocabularySize) {
    int size = checkSize(batch, vocabularySize);
    return owner.create(ids(batch, size), new Shape(batch.rows(), batch.columns(), size));
  }

  private static long[] ids(SequenceBatch batch, int size) {
    long[] ids = new long[batch.rows() * batch.columns() * size];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % size;
    }
    return ids;
  }

  private static int checkSize(SequenceBatch batch, long vocabularySize) {
    long numbers = (long) batch.rows() * batch.columns() * vocabularySize;
    checkArgument(
        numbers <= LARGEST,
        "rowsAtOnce: expected rows · tokens · vocabulary of at most %s, got %s; lower"
            + " MinibatchConfig.withRowsAtOnce, or take DistillationLoss.sampledReverseKl",
        LARGEST,
        numbers);
    return (int) vocabularySize;
  }

  /** The ids of the K largest at each position, int64 [B, T, K]. */
  static NDArray top(NDArray logProbs, int count) {
    return logProbs.topK(count, 2, true, true).get(1);
  }

  /** The batch's own tokens and then the ids, [B, T, K], as candidates. */
  static Candidates candidates(SequenceBatch batch, NDArray ids) {
    int count = (int) ids.getShape().get(2);
    long[] others = ids.toLongArray();
    long[] joined = new long[batch.rows() * batch.columns() * (count + 1)];
    for (int row = 0; row < batch.rows(); row++) {
      for (int column = 0; column < batch.columns(); column++) {
        int cell = row * batch.columns() + column;
        joined[cell * (count + 1)] = batch.token(row, column);
        System.arraycopy(others, cell * count, joined, cell * (count + 1) + 1, count);
      }
    }
    return new Candidates(joined, batch.rows(), batch.columns(), count + 1);
  }

  /** The log-probabilities of some ids, int64 [B, T, K]. */
  static NDArray pick(NDArray logProbs, NDArray ids) {
    return logProbs.gather(ids.toDevice(logProbs.getDevice(), false), 2);
  }

  /** The log-probabilities of the batch's own tokens, [B, T]; meaningless where none is scored. */
  static NDArray ofTokens(NDArray logProbs, SequenceBatch batch) {
    NDArray tokens = batch.tokens(logProbs.getManager());
    NDArray ids = tokens.reshape(new Shape(batch.rows(), batch.columns(), 1));
    return pick(logProbs, ids).squeeze(2);
  }
}
