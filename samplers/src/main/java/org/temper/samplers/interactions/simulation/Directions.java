package org.temper.samplers.interactions.simulation;

/** Vectors of length 1. */
final class Directions {
  private Directions() {}

  static double[] normalised(double[] vector) {
    double length = Math.sqrt(product(vector, vector));
    double[] normalised = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normalised[i] = vector[i] / length;
    }
    return normalised;
  }

  static double product(double[] first, double[] second) {
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += first[i] * second[i];
    }
    return sum;
  }
}
