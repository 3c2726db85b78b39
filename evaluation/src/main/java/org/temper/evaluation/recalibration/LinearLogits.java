package org.temper.evaluation.recalibration;

/** Rows of options whose logits are a linear function of the parameters, each row's its own. */
interface LinearLogits {

  /** N. */
  int rows();

  /** K of a row. */
  int options(int row);

  /** The probability that an option is said to have: of a row, they sum to 1. */
  double target(int row, int option);

  /** Writes A_row · parameters, [K]. */
  void logits(int row, double[] parameters, double[] logits);

  /** Adds A_rowᵀ · values to the sums [P]. */
  void addTransposed(int row, double[] values, double[] sums);
}
