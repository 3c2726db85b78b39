package org.temper.interactions.simulation;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.BitSet;
import org.temper.interactions.simulation.Exposer.Reaction;
import org.temper.interactions.simulation.Exposer.Visits;

/** The exposures of a simulation: who is shown what, day by day. */
final class Exposures {
  private final InteractionSimulator truth;
  private final Exposer exposer;
  private final Response response;
  private final Population population;
  private final Draws draws;
  private final BitSet[] shown;
  private final double[] weights;

  /** What comes of showing an item. */
  @FunctionalInterface
  interface Audience {
    /**
     * What the user does.
     *
     * @param lift what its position adds to how long it is watched
     */
    Reaction see(int user, int item, long time, double lift);
  }

  Exposures(InteractionSimulator truth, Exposer exposer, SimulatorConfig config, long seed) {
    this.truth = truth;
    this.exposer = exposer;
    this.response = config.response();
    this.population = config.population();
    this.draws = new Draws(seed, "simulated-exposures");
    this.shown = new BitSet[population.users()];
    Arrays.setAll(shown, user -> new BitSet(population.items()));
    this.weights = new double[population.items()];
  }

  /** Goes through all visits in time order. */
  void run(Audience audience) {
    long[] visits = visits();
    int begun = 0;
    while (begun < visits.length) {
      int day = day(visits[begun]);
      int end = begun;
      while (end < visits.length && day(visits[end]) == day) {
        end++;
      }
      long[] today = Arrays.copyOfRange(visits, begun, end);
      exposer.begin(
          day,
          new Visits(
              ImmutableIntArray.copyOf(Arrays.stream(today).mapToInt(this::user)),
              ImmutableLongArray.copyOf(Arrays.stream(today).map(this::time))));
      for (long visit : today) {
        visit(user(visit), time(visit), audience);
      }
      begun = end;
    }
  }

  private void visit(int user, long time, Audience audience) {
    int item = draw(user, time);
    double lift = response.position() == 0 ? 0 : response.position() * standing(user, item);
    shown[user].set(item);
    exposer.exposed(user, item, time, audience.see(user, item, time, lift));
  }

  private int user(long visit) {
    return (int) (visit % population.users());
  }

  private long time(long visit) {
    return InteractionSimulator.START_SECONDS + visit / population.users();
  }

  private int day(long visit) {
    return (int) (visit / population.users() / InteractionSimulator.DAY_SECONDS);
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
    double shown = exposer.weight(user, item, time);
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
