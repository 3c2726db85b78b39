package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkState;

import org.jspecify.annotations.Nullable;
import org.temper.models.recommender.RecommenderPolicy;

/** The best of the policies that were offered, as a frozen copy. */
final class Best implements AutoCloseable {
  private @Nullable RecommenderPolicy policy;
  private double figure = Double.NEGATIVE_INFINITY;
  private int epoch;

  /** Keeps a copy where the figure is the highest so far. */
  void offer(double value, int atEpoch, RecommenderPolicy candidate) {
    if (value > figure || policy == null) {
      close();
      policy = candidate.frozenCopy();
      figure = value;
      epoch = atEpoch;
    }
  }

  double figure() {
    return figure;
  }

  int epoch() {
    return epoch;
  }

  /** Hands the copy over to the caller. */
  RecommenderPolicy take() {
    RecommenderPolicy taken = policy;
    checkState(taken != null, "expected a policy to have been offered, got none");
    policy = null;
    return taken;
  }

  @Override
  public void close() {
    if (policy != null) {
      policy.close();
      policy = null;
    }
  }
}
