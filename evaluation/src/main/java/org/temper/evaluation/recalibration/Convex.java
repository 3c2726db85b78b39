package org.temper.evaluation.recalibration;

/** A smooth convex function of P parameters. */
interface Convex {

  /** Writes the gradient [P] and returns the value. */
  double value(double[] parameters, double[] gradient);

  /** Writes the Hessian at the parameters times a direction [P]. */
  void hessianTimes(double[] parameters, double[] direction, double[] product);
}
