package org.temper.samplers;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Set;
import java.util.SplittableRandom;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.UncachedDecodingSession;

/** A policy whose next-token logits are a table's row, picked by all tokens before. */
public final class TinyPolicy implements Policy {
  private static final int TABLE_ROWS = 97;

  final NDManager manager = NDManager.newBaseManager();
  private final float[][] table;
  private final int vocabularySize;
  private final int maxLength;
  int sessions;
  int largestSession;
  volatile boolean broken;

  public TinyPolicy(int vocabularySize, int maxLength, long seed) {
    this.vocabularySize = vocabularySize;
    this.maxLength = maxLength;
    SplittableRandom random = new SplittableRandom(seed);
    table = new float[TABLE_ROWS][vocabularySize];
    for (float[] row : table) {
      for (int v = 0; v < vocabularySize; v++) {
        row[v] = (float) (4 * random.nextDouble() - 2);
      }
    }
  }

  /** The logits after some tokens. */
  public float[] logitsAfter(long[] tokens, int length) {
    long hash = 7;
    for (int t = 0; t < length; t++) {
      hash = hash * 31 + tokens[t] + 1;
    }
    return table[(int) Math.floorMod(hash, (long) TABLE_ROWS)];
  }

  public static double[] logSoftmax(float[] logits) {
    double sum = 0;
    for (float x : logits) {
      sum += Math.exp(x);
    }
    double[] logProbs = new double[logits.length];
    for (int v = 0; v < logits.length; v++) {
      logProbs[v] = logits[v] - Math.log(sum);
    }
    return logProbs;
  }

  @Override
  public ParameterSet parameters() {
    return ParameterSet.empty();
  }

  @Override
  public long vocabularySize() {
    return vocabularySize;
  }

  @Override
  public int maxLength() {
    return maxLength;
  }

  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    throw new UnsupportedOperationException("frozen");
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    float[] logProbs = new float[batch.rows() * batch.columns()];
    for (int row = 0; row < batch.rows(); row++) {
      long[] tokens = new long[batch.columns()];
      for (int t = 0; t < batch.columns(); t++) {
        tokens[t] = batch.token(row, t);
        if (batch.isScored(row, t)) {
          logProbs[row * batch.columns() + t] =
              (float) logSoftmax(logitsAfter(tokens, t))[(int) tokens[t]];
        }
      }
    }
    NDManager owner = manager.newSubManager();
    return new Scores(owner.create(logProbs, batch.shape()), batch.completionMask(owner), owner);
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    sessions++;
    largestSession = Math.max(largestSession, prompts.rows());
    return UncachedDecodingSession.of(prompts, vocabularySize, maxLength, this::logits);
  }

  @Override
  public Policy frozenCopy() {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray logits(SequenceBatch rows, int[] prompts) {
    checkState(!broken, "logits: expected a policy that is whole, got a broken one");
    float[] logits = new float[rows.rows() * vocabularySize];
    for (int row = 0; row < rows.rows(); row++) {
      System.arraycopy(
          logitsAfter(rows.rowTokens(row), rows.length(row)),
          0,
          logits,
          row * vocabularySize,
          vocabularySize);
    }
    return manager.create(logits, new Shape(rows.rows(), vocabularySize));
  }

  private record Scores(NDArray tokenLogProbs, NDArray completionMask, NDManager manager)
      implements TokenScores {
    @Override
    public NDArray entropies() {
      throw new IllegalStateException("entropies were not asked for");
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
