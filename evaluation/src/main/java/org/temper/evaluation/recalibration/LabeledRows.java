package org.temper.evaluation.recalibration;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * Questions of which one option is right, all with the same options.
 *
 * @param data the questions
 * @param count K, the options of each
 * @param map makes their logits others
 */
record LabeledRows(LabeledLogits data, int count, LinearMap map) implements LinearLogits {

  /** A map of a row's logits that is linear in its parameters. */
  interface LinearMap {

    /** Writes A · parameters, [K], of a row's logits [K]. */
    void logits(ImmutableDoubleArray inputs, double[] parameters, double[] logits);

    /** Adds Aᵀ · values to the sums [P]. */
    void addTransposed(ImmutableDoubleArray inputs, double[] values, double[] sums);
  }

  @Override
  public int rows() {
    return data.size();
  }

  @Override
  public int options(int row) {
    return count;
  }

  @Override
  public double target(int row, int option) {
    return data.labels().get(row) == option ? 1 : 0;
  }

  @Override
  public void logits(int row, double[] parameters, double[] logits) {
    map.logits(data.rows().get(row), parameters, logits);
  }

  @Override
  public void addTransposed(int row, double[] values, double[] sums) {
    map.addTransposed(data.rows().get(row), values, sums);
  }
}
