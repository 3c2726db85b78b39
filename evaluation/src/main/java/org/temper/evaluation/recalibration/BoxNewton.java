package org.temper.evaluation.recalibration;

import java.util.Arrays;

/**
 * A minimizer of smooth convex functions over a box: Newton steps in the parameters that no bound
 * holds, each system solved by conjugate gradients (so that a direction without curvature does no
 * harm), halved until they descend, cut at the bounds.
 *
 * <p>Source: Bertsekas 1982, "Projected Newton Methods for Optimization Problems with Simple
 * Constraints".
 */
final class BoxNewton {
  private static final int STEPS = 500;
  private static final int HALVINGS = 60;
  private static final double DESCENT = 1e-4;

  /** What a step must promise to gain, relative to the value, for another one to follow. */
  private static final double GAIN = 1e-15;

  /** The squared residual, relative to the first, at which a system counts as solved. */
  private static final double SOLVED = 1e-20;

  /** What a sum over many rows may rise by rounding alone, relative to the value. */
  private static final double ROUNDING = 1e-13;

  /** The curvature, relative to the largest, that is rounding. */
  private static final double FLAT = 1e-14;

  private final Convex function;
  private final double[] lower;
  private final double[] upper;

  BoxNewton(Convex function, double[] lower, double[] upper) {
    this.function = function;
    this.lower = lower;
    this.upper = upper;
  }

  /** Without bounds. */
  static BoxNewton unbounded(Convex function, int parameters) {
    double[] lower = new double[parameters];
    double[] upper = new double[parameters];
    Arrays.fill(lower, Double.NEGATIVE_INFINITY);
    Arrays.fill(upper, Double.POSITIVE_INFINITY);
    return new BoxNewton(function, lower, upper);
  }

  /** The minimum that is reached from a point within the box. */
  double[] minimize(double[] start) {
    double[] point = start.clone();
    double[] gradient = new double[point.length];
    double value = function.value(point, gradient);
    for (int step = 0; step < STEPS; step++) {
      double[] direction = newtonDirection(point, gradient);
      double gain = -dot(gradient, direction);
      double[] next = new double[point.length];
      double[] nextGradient = new double[point.length];
      double nextValue = Double.POSITIVE_INFINITY;
      double rounding = ROUNDING * Math.abs(value);
      double length = 1;
      for (int i = 0; i < HALVINGS; i++) {
        for (int j = 0; j < next.length; j++) {
          next[j] = Math.min(upper[j], Math.max(lower[j], point[j] + length * direction[j]));
        }
        nextValue = function.value(next, nextGradient);
        if (nextValue <= value + DESCENT * change(gradient, point, next) + rounding) {
          break;
        }
        length /= 2;
      }
      if (!(nextValue <= value + rounding)) {
        return point;
      }
      point = next;
      gradient = nextGradient;
      value = nextValue;
      if (gain <= GAIN * Math.max(1, Math.abs(value))) {
        return point;
      }
    }
    return point;
  }

  /** The solution of H d = −g in the free parameters; 0 in the others. */
  private double[] newtonDirection(double[] point, double[] gradient) {
    int size = point.length;
    double[] direction = new double[size];
    double[] residual = new double[size];
    for (int j = 0; j < size; j++) {
      residual[j] = isHeld(point, gradient, j) ? 0 : -gradient[j];
    }
    double[] search = residual.clone();
    double[] product = new double[size];
    double norm = dot(residual, residual);
    double enough = SOLVED * norm;
    double steepest = 0;
    for (int i = 0; i < 3 * size + 10 && norm > enough; i++) {
      function.hessianTimes(point, search, product);
      for (int j = 0; j < size; j++) {
        product[j] = isHeld(point, gradient, j) ? 0 : product[j];
      }
      double curvature = dot(search, product);
      double square = dot(search, search);
      steepest = Math.max(steepest, curvature / square);
      if (!(curvature > FLAT * steepest * square)) {
        break;
      }
      double length = norm / curvature;
      for (int j = 0; j < size; j++) {
        direction[j] += length * search[j];
        residual[j] -= length * product[j];
      }
      double nextNorm = dot(residual, residual);
      for (int j = 0; j < size; j++) {
        search[j] = residual[j] + nextNorm / norm * search[j];
      }
      norm = nextNorm;
    }
    return direction;
  }

  private boolean isHeld(double[] point, double[] gradient, int j) {
    return (point[j] <= lower[j] && gradient[j] > 0) || (point[j] >= upper[j] && gradient[j] < 0);
  }

  private static double change(double[] gradient, double[] from, double[] to) {
    double sum = 0;
    for (int j = 0; j < from.length; j++) {
      sum += gradient[j] * (to[j] - from[j]);
    }
    return sum;
  }

  private static double dot(double[] first, double[] second) {
    double sum = 0;
    for (int j = 0; j < first.length; j++) {
      sum += first[j] * second[j];
    }
    return sum;
  }
}
