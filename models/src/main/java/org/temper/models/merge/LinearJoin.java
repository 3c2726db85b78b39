package org.temper.models.merge;

/**
 * A linear combination, β θ₀ + Σ αᵢθᵢ. Task vectors are summed in this form, in which β = 1 − Σ αᵢ:
 * an expert with α = 1 is then returned as it is, to the bit.
 */
final class LinearJoin implements Join {
  private final double base;
  private final double[] experts;

  private LinearJoin(double base, double[] experts) {
    this.base = base;
    this.experts = experts;
  }

  /** A combination of the experts alone. */
  static LinearJoin ofWeights(double... coefficients) {
    return new LinearJoin(0, coefficients);
  }

  /** The base with a combination of task vectors. */
  static LinearJoin ofTaskVectors(double... coefficients) {
    double sum = 0;
    for (double coefficient : coefficients) {
      sum += coefficient;
    }
    return new LinearJoin(1 - sum, coefficients);
  }

  @Override
  public void join(Piece piece, double[] into) {
    for (int i = 0; i < piece.count(); i++) {
      // The neutral number of addition, which keeps the sign of a zero.
      double sum = -0.0;
      for (int e = 0; e < experts.length; e++) {
        sum += experts[e] * piece.expert(e, i);
      }
      into[i] = base == 0 ? sum : sum + base * piece.base(i);
    }
  }
}
