package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.ValueModel;

/** A policy with a value head as a value model of its states; the policy is not closed. */
record PolicyValues(Policy policy) implements ValueModel {
  private static final Set<TokenOutput> VALUE = Set.of(TokenOutput.VALUE);

  @Override
  public ParameterSet parameters() {
    return policy.parameters();
  }

  @Override
  public ValuedBatch estimate(SequenceBatch batch) {
    return new Valued(policy.score(batch, VALUE));
  }

  @Override
  public float[] values(SequenceBatch batch) {
    try (TokenScores scores = policy.evaluate(batch, VALUE)) {
      return scores.values().toFloatArray();
    }
  }

  @Override
  public void close() {}

  private record Valued(ScoredBatch scored) implements ValuedBatch {
    @Override
    public NDArray values() {
      return scored.values();
    }

    @Override
    public NDManager manager() {
      return scored.manager();
    }

    @Override
    public void backward(NDArray loss) {
      scored.backward(loss);
    }

    @Override
    public void close() {
      scored.close();
    }
  }
}
