package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;

/**
 * Vector scaling of logits: probabilities softmax(w ∘ z + b), a weight and a bias for each of K
 * options, the same in all rows. It takes a preference for a position (the letter A, say) away, and
 * so may change answers: {@link OrderEffect#MAY_REORDER}.
 *
 * <p>Source: <a href="https://arxiv.org/abs/1706.04599">Guo et al. 2017</a>, section 4.2.
 *
 * @param weights w [K], finite
 * @param biases b [K], finite
 */
public record VectorScaling(ImmutableDoubleArray weights, ImmutableDoubleArray biases)
    implements LogitRecalibrator {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are fewer than two options, the lengths differ, or a
   *     value is not finite
   */
  public VectorScaling {
    MatrixScaling.checkFinite("weights", weights);
    MatrixScaling.checkFinite("biases", biases);
    checkArgument(
        weights.length() >= 2, "weights: expected at least two, got %s", weights.length());
    checkArgument(
        biases.length() == weights.length(),
        "biases: expected %s, one for each weight, got %s",
        weights.length(),
        biases.length());
  }

  /**
   * The parameters that minimize mean negative log-likelihood + ridge (mean (w_k − 1)² + mean
   * b_k²).
   *
   * @param data held-out questions, all with the same options
   * @param ridge how strongly it is held to the identity, at least 0; 0 has no minimum on separable
   *     data
   * @return the scaling
   * @throws IllegalArgumentException if rows differ in their number of options, or the ridge is
   *     negative or not finite
   */
  public static Fit<VectorScaling> fit(LabeledLogits data, double ridge) {
    ScalingPenalty.checkStrength("ridge", ridge);
    int options = data.options("VectorScaling");
    double[] identity = new double[2 * options];
    Arrays.fill(identity, 0, options, 1);
    double[] penalties = new double[2 * options];
    Arrays.fill(penalties, ridge / options);
    SoftmaxLoss loss =
        new SoftmaxLoss(
            new LabeledRows(data.sorted(), options, new VectorMap(options)), penalties, identity);
    double[] fitted = BoxNewton.unbounded(loss, identity.length).minimize(identity);
    return loss.fit(
        new VectorScaling(
            ImmutableDoubleArray.copyOf(Arrays.copyOf(fitted, options)),
            ImmutableDoubleArray.copyOf(Arrays.copyOfRange(fitted, options, 2 * options))),
        identity,
        fitted);
  }

  @Override
  public double[] probabilities(double[] logits) {
    double[] row = MatrixScaling.checkedRow(logits, weights.length());
    for (int k = 0; k < row.length; k++) {
      row[k] = weights.get(k) * row[k] + biases.get(k);
    }
    SoftmaxLoss.softmax(row, row.length);
    return row;
  }

  @Override
  public OrderEffect orderEffect() {
    return OrderEffect.MAY_REORDER;
  }

  /** Parameters: the weights, then the biases. */
  private record VectorMap(int count) implements LabeledRows.LinearMap {
    @Override
    public void logits(ImmutableDoubleArray inputs, double[] parameters, double[] logits) {
      for (int k = 0; k < count; k++) {
        logits[k] = parameters[k] * inputs.get(k) + parameters[count + k];
      }
    }

    @Override
    public void addTransposed(ImmutableDoubleArray inputs, double[] values, double[] sums) {
      for (int k = 0; k < count; k++) {
        sums[k] += values[k] * inputs.get(k);
        sums[count + k] += values[k];
      }
    }
  }
}
