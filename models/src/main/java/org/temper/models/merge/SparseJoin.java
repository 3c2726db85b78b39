package org.temper.models.merge;

import java.util.Optional;
import org.temper.models.merge.methods.SignConsensus;

/** The base with a sum of task vectors of which numbers are left out, perhaps under a sign. */
final class SparseJoin implements Join {
  private final Sparsity sparsity;
  private final Optional<SignConsensus> consensus;
  private final double lambda;
  private final double[] weights;
  private double[][] factors = new double[0][0];

  SparseJoin(
      Sparsity sparsity, Optional<SignConsensus> consensus, double lambda, double[] weights) {
    this.sparsity = sparsity;
    this.consensus = consensus;
    this.lambda = lambda;
    this.weights = weights;
  }

  @Override
  public void join(Piece piece, double[] into) {
    if (factors.length == 0) {
      factors = new double[weights.length][into.length];
    }
    for (int e = 0; e < weights.length; e++) {
      sparsity.factors(piece, e, factors[e]);
    }
    for (int i = 0; i < piece.count(); i++) {
      if (consensus.isPresent()) {
        elect(piece, i, consensus.get());
      }
      // As LinearJoin has it, with coefficients of this parameter alone.
      double sum = -0.0;
      double mass = 0;
      for (int e = 0; e < weights.length; e++) {
        double coefficient = lambda * weights[e] * factors[e][i];
        if (coefficient != 0) {
          sum += coefficient * piece.expert(e, i);
          mass += coefficient;
        }
      }
      into[i] = mass == 1 ? sum : sum + (1 - mass) * piece.base(i);
    }
  }

  /** Leaves out what has not the elected sign, and divides the rest where a mean is asked for. */
  private void elect(Piece piece, int i, SignConsensus signs) {
    double sum = 0;
    for (int e = 0; e < weights.length; e++) {
      sum += weights[e] * factors[e][i] * piece.difference(e, i);
    }
    double elected = signs.sign(sum);
    double agreeing = 0;
    for (int e = 0; e < weights.length; e++) {
      double signed = weights[e] * factors[e][i] * piece.difference(e, i);
      if (signed != 0 && Math.signum(signed) == elected) {
        agreeing += weights[e];
      } else {
        factors[e][i] = 0;
      }
    }
    if (signs.agreeing() == SignConsensus.Agreeing.MEAN && agreeing != 0) {
      for (int e = 0; e < weights.length; e++) {
        factors[e][i] /= agreeing;
      }
    }
  }
}
