package org.temper.interactions.simulation;

/** Vectors of length 1. */
final class Directions {
  private Directions() {}

  static double[] normalized(double[] vector) {
    double length = Math.sqrt(product(vector, vector));
    double[] normalized = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normalized[i] = vector[i] / length;
    }
    return normalized;
  }

  static double product(double[] first, double[] second) {
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += first[i] * second[i];
    }
    return sum;
  }
}
