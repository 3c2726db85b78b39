package org.temper.interactions.simulation;

import java.util.SplittableRandom;
import org.temper.api.Seeds;

/** Draws of a stream, the same on every platform and in every Java release. */
final class Draws {
  private final SplittableRandom random;

  Draws(long seed, String purpose, long... indices) {
    this.random = Seeds.random(seed, purpose, indices);
  }

  double uniform() {
    return Seeds.uniform(random);
  }

  int below(int bound) {
    return (int) (uniform() * bound);
  }

  /** Of mean 0 and variance 1, after Box and Muller. */
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  /** After Student's t, scaled to variance 1. */
  double heavyTailed(int degrees) {
    double squares = 0;
    double numerator = normal();
    for (int i = 0; i < degrees; i++) {
      double value = normal();
      squares += value * value;
    }
    double student = numerator / Math.sqrt(squares / degrees);
    return student * Math.sqrt((degrees - 2.0) / degrees);
  }

  /** A direction, evenly over all. */
  double[] direction(int dimensions) {
    double[] vector = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = normal();
    }
    return Directions.normalized(vector);
  }
}
