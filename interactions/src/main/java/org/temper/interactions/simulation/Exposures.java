package org.temper.interactions.simulation;

import java.util.Arrays;
import java.util.BitSet;

/** The exposures of a simulation: who is shown what, day by day. */
final class Exposures {
  private static final double HALF_LIFE_DAYS = 7;

  private final InteractionSimulator truth;
  private final LoggingPolicy policy;
  private final Population population;
  private final Draws draws;
  private final BitSet[] shown;
  private final double[] recent;
  private final double[] weights;
  private int today;

  /** What comes of showing an item. */
  @FunctionalInterface
  interface Reaction {
    /** 1 where the user clicks, 0 otherwise. */
    int to(int user, int item, long time);
  }

  Exposures(InteractionSimulator truth, SimulatorConfig config, long seed) {
    this.truth = truth;
    this.policy = config.logging();
    this.population = config.population();
    this.draws = new Draws(seed, "simulated-exposures");
    this.shown = new BitSet[population.users()];
    Arrays.setAll(shown, user -> new BitSet(population.items()));
    this.recent = new double[population.items()];
    this.weights = new double[population.items()];
  }

  /** Goes through all visits in time order. */
  void run(Reaction reaction) {
    long[] visits = visits();
    for (long visit : visits) {
      int user = (int) (visit % population.users());
      long second = visit / population.users();
      age((int) (second / InteractionSimulator.DAY_SECONDS));
      long time = InteractionSimulator.START_SECONDS + second;
      int item = draw(user, time);
      shown[user].set(item);
      recent[item] += reaction.to(user, item, time);
    }
  }

  /** When who comes: seconds since the start, times the number of users, plus the user; sorted. */
  private long[] visits() {
    int users = population.users();
    int least = (population.eventsPerUser() + 1) / 2;
    long seconds = population.days() * InteractionSimulator.DAY_SECONDS;
    int[] counts = new int[users];
    for (int user = 0; user < users; user++) {
      counts[user] = least + draws.below(2 * (population.eventsPerUser() - least) + 1);
    }
    long[] visits = new long[Arrays.stream(counts).sum()];
    int next = 0;
    for (int user = 0; user < users; user++) {
      for (int i = 0; i < counts[user]; i++) {
        long second = (long) (draws.uniform() * seconds);
        visits[next++] = second * users + user;
      }
    }
    Arrays.sort(visits);
    return visits;
  }

  private void age(int day) {
    if (day > today) {
      double factor = StrictMath.pow(0.5, (day - today) / HALF_LIFE_DAYS);
      for (int item = 0; item < recent.length; item++) {
        recent[item] *= factor;
      }
      today = day;
    }
  }

  private int draw(int user, long time) {
    double sum = 0;
    for (int item = 0; item < weights.length; item++) {
      if (!shown[user].get(item)) {
        sum +=
            StrictMath.exp(
                policy.popularity() * StrictMath.log1p(recent[item])
                    + policy.taste() * truth.affinity(user, item, time)
                    + policy.habit() * truth.habit(item));
      }
      weights[item] = sum;
    }
    double drawn = draws.uniform() * sum;
    // The first item at which the sum so far is above what was drawn; never one without weight.
    int low = 0;
    int high = weights.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (weights[middle] > drawn) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
