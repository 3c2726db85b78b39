package org.temper.interactions.simulation;

/** The users as they are: how easily pleased, how prone to habit, and of what taste on each day. */
final class Users {
  private static final double LEAST_PRONE = 0.5;

  private final double[] bias;
  private final double[] proneness;

  /** [users][days][dimensions] */
  private final double[][][] tastes;

  Users(Population population, Signal signal, long seed) {
    int count = population.users();
    this.bias = new double[count];
    this.proneness = new double[count];
    this.tastes = new double[count][][];
    for (int user = 0; user < count; user++) {
      Draws draws = new Draws(seed, "simulated-user", user);
      bias[user] = signal.userBias() * draws.normal();
      proneness[user] = LEAST_PRONE + draws.uniform();
      tastes[user] = walk(population, signal.drift(), draws);
    }
  }

  double bias(int user) {
    return bias[user];
  }

  double proneness(int user) {
    return proneness[user];
  }

  double[] taste(int user, int day) {
    return tastes[user][day];
  }

  private static double[][] walk(Population population, double drift, Draws draws) {
    double step = drift / Math.sqrt(population.dimensions() - 1.0);
    double[][] walk = new double[population.days()][];
    walk[0] = draws.direction(population.dimensions());
    for (int day = 1; day < walk.length; day++) {
      double[] moved = walk[day - 1].clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += step * draws.normal();
      }
      walk[day] = Directions.normalized(moved);
    }
    return walk;
  }
}
