package org.temper.interactions.simulation;

/** The items as they are: how good, how binding, and for what taste. */
final class Items {
  private final double[] quality;
  private final double[] habit;
  private final double[][] kinds;

  Items(Population population, Signal signal, long seed) {
    int count = population.items();
    this.quality = new double[count];
    this.habit = new double[count];
    this.kinds = new double[count][];
    for (int item = 0; item < count; item++) {
      Draws draws = new Draws(seed, "simulated-item", item);
      quality[item] = signal.quality() * draws.normal();
      habit[item] = signal.habit() * draws.normal();
      kinds[item] = draws.direction(population.dimensions());
    }
  }

  double quality(int item) {
    return quality[item];
  }

  double habit(int item) {
    return habit[item];
  }

  double[] kind(int item) {
    return kinds[item];
  }
}
