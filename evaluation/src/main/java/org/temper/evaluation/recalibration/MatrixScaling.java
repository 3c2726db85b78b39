package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Matrix scaling of logits: probabilities softmax(W z + b), any affine map of K options, the same
 * in all rows. With {@code z} the log-probabilities it is Dirichlet calibration. It has K² + K
 * parameters and may change answers: {@link OrderEffect#MAY_REORDER}.
 *
 * <p>Source: <a href="https://arxiv.org/abs/1706.04599">Guo et al. 2017</a>, section 4.2; <a
 * href="https://arxiv.org/abs/1910.12656">Kull et al. 2019</a> (Dirichlet calibration).
 *
 * @param weights W [K][K], finite; row k makes the logit of option k
 * @param biases b [K], finite
 */
public record MatrixScaling(List<ImmutableDoubleArray> weights, ImmutableDoubleArray biases)
    implements LogitRecalibrator {

  /**
   * Copies and checks the lengths.
   *
   * @throws IllegalArgumentException if there are fewer than two options, the lengths differ, or a
   *     value is not finite
   */
  public MatrixScaling {
    weights = ImmutableList.copyOf(weights);
    int options = weights.size();
    checkArgument(options >= 2, "weights: expected at least two rows, got %s", options);
    for (int k = 0; k < options; k++) {
      checkFinite("weights[" + k + "]", weights.get(k));
      checkArgument(
          weights.get(k).length() == options,
          "weights[%s]: expected %s, one for each row, got %s",
          k,
          options,
          weights.get(k).length());
    }
    checkFinite("biases", biases);
    checkArgument(
        biases.length() == options,
        "biases: expected %s, one for each row of weights, got %s",
        options,
        biases.length());
  }

  static void checkFinite(String name, ImmutableDoubleArray values) {
    for (int i = 0; i < values.length(); i++) {
      checkArgument(
          Double.isFinite(values.get(i)),
          "%s[%s]: expected a finite number, got %s",
          name,
          i,
          values.get(i));
    }
  }

  static double[] checkedRow(double[] logits, int options) {
    checkArgument(
        logits.length == options,
        "logits: expected the %s options that were fitted, got %s; a temperature takes any number",
        options,
        logits.length);
    return TemperatureScaling.checkedRow(logits);
  }

  /**
   * The parameters that minimize mean negative log-likelihood + penalty.
   *
   * @param data held-out questions, all with the same options
   * @param penalty what holds the parameters to the identity
   * @return the scaling
   * @throws IllegalArgumentException if rows differ in their number of options
   */
  public static Fit<MatrixScaling> fit(LabeledLogits data, ScalingPenalty penalty) {
    int options = data.options("MatrixScaling");
    double[] identity = new double[options * options + options];
    double[] penalties = new double[identity.length];
    Arrays.fill(penalties, penalty.offDiagonal() / (options * (options - 1.0)));
    Arrays.fill(penalties, options * options, penalties.length, penalty.bias() / options);
    for (int k = 0; k < options; k++) {
      identity[k * options + k] = 1;
      penalties[k * options + k] = penalty.diagonal() / options;
    }
    SoftmaxLoss loss =
        new SoftmaxLoss(
            new LabeledRows(data.sorted(), options, new MatrixMap(options)), penalties, identity);
    double[] fitted = BoxNewton.unbounded(loss, identity.length).minimize(identity);
    return loss.fit(
        new MatrixScaling(
            IntStream.range(0, options)
                .mapToObj(k -> Arrays.copyOfRange(fitted, k * options, (k + 1) * options))
                .map(ImmutableDoubleArray::copyOf)
                .toList(),
            ImmutableDoubleArray.copyOf(
                Arrays.copyOfRange(fitted, options * options, fitted.length))),
        identity,
        fitted);
  }

  @Override
  public double[] probabilities(double[] logits) {
    double[] row = checkedRow(logits, weights.size());
    double[] mapped = biases.toArray();
    for (int k = 0; k < row.length; k++) {
      for (int l = 0; l < row.length; l++) {
        mapped[k] += weights.get(k).get(l) * row[l];
      }
    }
    SoftmaxLoss.softmax(mapped, mapped.length);
    return mapped;
  }

  @Override
  public OrderEffect orderEffect() {
    return OrderEffect.MAY_REORDER;
  }

  /** Parameters: the rows of the matrix, then the biases. */
  private record MatrixMap(int count) implements LabeledRows.LinearMap {
    @Override
    public void logits(ImmutableDoubleArray inputs, double[] parameters, double[] logits) {
      for (int k = 0; k < count; k++) {
        double logit = parameters[count * count + k];
        for (int l = 0; l < count; l++) {
          logit += parameters[k * count + l] * inputs.get(l);
        }
        logits[k] = logit;
      }
    }

    @Override
    public void addTransposed(ImmutableDoubleArray inputs, double[] values, double[] sums) {
      for (int k = 0; k < count; k++) {
        for (int l = 0; l < count; l++) {
          sums[k * count + l] += values[k] * inputs.get(l);
        }
        sums[count * count + k] += values[k];
      }
    }
  }
}
