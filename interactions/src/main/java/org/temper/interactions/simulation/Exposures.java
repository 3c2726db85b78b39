package org.temper.interactions.simulation;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.BitSet;

/** The exposures of a simulation: who is shown what, day by day. */
final class Exposures {
  private static final double HALF_LIFE_DAYS = 7;

  private final InteractionSimulator truth;
  private final LoggingPolicy policy;
  private final Response response;
  private final Population population;
  private final Draws draws;
  private final BitSet[] shown;
  private final double[] recent;
  private final double[] weights;
  private int today;

  /** What comes of showing an item. */
  @FunctionalInterface
  interface Reaction {
    /**
     * 1 where the user clicks, 0 otherwise.
     *
     * @param lift what its position adds to how long it is watched
     */
    int to(int user, int item, long time, double lift);
  }

  Exposures(InteractionSimulator truth, SimulatorConfig config, long seed) {
    this.truth = truth;
    this.policy = config.logging();
    this.response = config.response();
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
      double lift = response.position() == 0 ? 0 : response.position() * standing(user, item);
      shown[user].set(item);
      recent[item] += reaction.to(user, item, time, lift);
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
        sum += weight(user, item, time);
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

  /** How likely an item is shown and taken, but for a factor that all share. */
  private double weight(int user, int item, long time) {
    double shown =
        StrictMath.exp(
            policy.popularity() * StrictMath.log1p(recent[item])
                + policy.taste() * truth.affinity(user, item, time)
                + policy.habit() * truth.habit(item));
    // Drawing until one is taken makes the shares those of the product.
    return response.selection() == 0
        ? shown
        : shown
            / (1 + StrictMath.exp(-response.selection() * truth.satisfaction(user, item, time)));
  }

  /**
   * Where an item stands among all that the user might have been shown: from √3, the first, to -√3,
   * the last, of variance 1 over all.
   */
  private double standing(int user, int item) {
    double own = own(item);
    int above = 0;
    int others = 0;
    for (int other = 0; other < weights.length; other++) {
      if (other != item && !shown[user].get(other)) {
        others++;
        above += own(other) > own ? 1 : 0;
      }
    }
    return others == 0 ? 0 : Math.sqrt(3) * (1 - 2.0 * above / others);
  }

  /** The probabilities of the last draw, [K]. */
  ImmutableDoubleArray propensities() {
    double sum = weights[weights.length - 1];
    ImmutableDoubleArray.Builder propensities = ImmutableDoubleArray.builder(weights.length);
    for (int item = 0; item < weights.length; item++) {
      propensities.add(own(item) / sum);
    }
    return propensities.build();
  }

  /** The weight of an item in the last draw. */
  private double own(int item) {
    return item == 0 ? weights[0] : weights[item] - weights[item - 1];
  }
}
