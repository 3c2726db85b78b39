package org.temper.interactions.simulation;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.temper.api.semantic.Embeddings;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.simulation.Exposer.Reaction;

/**
 * Users, items, and a log of what the users were shown. Whoever learns sees the log alone; whoever
 * evaluates may ask how satisfied a user would be with any item at any time.
 *
 * <p>satisfaction = user bias + quality + affinity, and watch time = satisfaction + habit of the
 * item · proneness of the user + effect of the position + noise. Affinity is √D times the product
 * of the user's taste on that day and the item's kind, two directions in D dimensions, so that it
 * has mean 0 and the signal's strength over items and tastes drawn at random. The unit is a
 * standard deviation of affinity at strength 1; a watch time may be below 0, as the logarithm of
 * one may. A user clicks with probability 1 / (1 + exp(-(satisfaction + habit · proneness + effect
 * of the position))).
 *
 * <p>Follows from its configuration and a seed alone. Safe for use by several threads.
 */
public final class InteractionSimulator {
  /** The time at which the log starts, in seconds. */
  public static final long START_SECONDS = 1_600_000_000L;

  /** The name of the log's column of what was watched. */
  public static final String WATCH_TIME = "watch_time";

  /** The name of the log's column of what was clicked, 1 or 0. */
  public static final String CLICK = "click";

  static final long DAY_SECONDS = 86_400;

  private final SimulatorConfig config;
  private final Optional<ItemScorer> exposing;
  private final long seed;
  private final Users users;
  private final Items items;
  private final double affinityScale;
  private final InteractionLog log;

  /**
   * Simulates.
   *
   * @param config what is simulated
   * @param seed decides everything that is chance
   */
  public InteractionSimulator(SimulatorConfig config, long seed) {
    this.config = config;
    this.exposing = Optional.empty();
    this.seed = seed;
    Population population = config.population();
    Signal signal = config.signal();
    this.users = new Users(population, signal, seed);
    this.items = new Items(population, signal, seed);
    this.affinityScale = signal.affinity() * Math.sqrt(population.dimensions());
    this.log = logged();
  }

  private InteractionSimulator(InteractionSimulator world, ItemScorer exposing, long seed) {
    this.config = world.config;
    this.exposing = Optional.of(exposing);
    this.seed = seed;
    this.users = world.users;
    this.items = world.items;
    this.affinityScale = world.affinityScale;
    this.log = logged();
  }

  /**
   * The same users and items over the same days, had a recommender decided who is shown what: a
   * round of the loop in which what was learned from a log decides what the next one holds. An item
   * that the user has not been shown yet is drawn with a probability proportional to exp(score).
   * The recommender is asked each morning about all who come that day, after what they met on
   * earlier days: with a log-probability as the score, users are shown samples of its policy. What
   * they do with it is as before; {@code config().logging()} has no part in it.
   *
   * @param recommender is asked now, and again by {@link #replay}; its items are those of {@link
   *     #log}, and histories may be empty
   * @param logSeed decides who comes when, what is drawn, and all that is chance in the responses
   * @return a simulator with the same truth and another log
   */
  public InteractionSimulator shownBy(ItemScorer recommender, long logSeed) {
    return new InteractionSimulator(this, recommender, logSeed);
  }

  /**
   * What was simulated.
   *
   * @return the configuration
   */
  public SimulatorConfig config() {
    return config;
  }

  /**
   * What a learner may see. All users and all items are known to it, also those without events.
   *
   * @return a log with the columns {@link #WATCH_TIME} and {@link #CLICK}
   */
  public InteractionLog log() {
    return log;
  }

  /**
   * The log's events once more, in the order in which they happened, with the probabilities that
   * the logging policy drew from. They are drawn anew, to the same events, rather than kept: all of
   * them take K times the space of a log.
   *
   * @param observer is told of each
   */
  public void replay(Consumer<Exposure> observer) {
    expose(
        (shown, user, item, time, watched, clicked) ->
            observer.accept(
                new Exposure(user, item, time, watched, clicked, shown.propensities())));
  }

  /**
   * How satisfied a user would be with an item, whether it was ever shown or not.
   *
   * @param user the user's id in {@link #log}
   * @param item the item's id in {@link #log}
   * @param time when, in seconds; before the log's start the taste is that of its first day, after
   *     its end that of its last
   * @return satisfaction
   * @throws IndexOutOfBoundsException if there is no such user or item
   */
  public double satisfaction(int user, int item, long time) {
    checkElementIndex(user, config.population().users(), "user");
    checkElementIndex(item, config.population().items(), "item");
    return users.bias(user) + items.quality(item) + affinity(user, item, time);
  }

  /**
   * How long a user would watch an item, were there no chance in it and no position.
   *
   * @param user the user's id in {@link #log}
   * @param item the item's id in {@link #log}
   * @param time when, in seconds
   * @return satisfaction and habit
   * @throws IndexOutOfBoundsException if there is no such user or item
   */
  public double expectedWatchTime(int user, int item, long time) {
    return satisfaction(user, item, time) + users.proneness(user) * items.habit(item);
  }

  /**
   * What a catalog would tell of the items: a vector for each, of what kind it is, mixed at random
   * and with noise. Neither quality nor habit is in it.
   *
   * @param dimensions of a vector, at least 1
   * @param noise how strong the noise is, at least 0; at 1 as strong as what the vector tells
   * @param seed decides the mixture and the noise
   * @return [K, D], each number of variance 1 + noise²
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Embeddings content(int dimensions, double noise, long seed) {
    checkArgument(dimensions >= 1, "dimensions: expected at least 1, got %s", dimensions);
    Signal.checkStrength("noise", noise);
    Draws draws = new Draws(seed, "simulated-content");
    int kinds = config.population().dimensions();
    double[][] mixture = new double[dimensions][kinds];
    for (double[] row : mixture) {
      Arrays.setAll(row, kind -> draws.normal());
    }
    int count = config.population().items();
    float[] content = new float[Math.multiplyExact(count, dimensions)];
    for (int item = 0; item < count; item++) {
      for (int d = 0; d < dimensions; d++) {
        double told = Directions.product(mixture[d], items.kind(item));
        content[item * dimensions + d] = (float) (told + noise * draws.normal());
      }
    }
    return new Embeddings(content, count, dimensions);
  }

  double affinity(int user, int item, long time) {
    return affinityScale * Directions.product(users.taste(user, day(time)), items.kind(item));
  }

  double habit(int item) {
    return items.habit(item);
  }

  private int day(long time) {
    long day = Math.floorDiv(time - START_SECONDS, DAY_SECONDS);
    return (int) Math.max(0, Math.min(config.population().days() - 1, day));
  }

  private InteractionLog logged() {
    InteractionLogBuilder builder = InteractionLog.builder(WATCH_TIME, CLICK);
    for (int user = 0; user < config.population().users(); user++) {
      builder.addUser("user" + user);
    }
    for (int item = 0; item < config.population().items(); item++) {
      builder.addItem("item" + item);
    }
    expose(
        (shown, user, item, time, watched, clicked) ->
            builder.add("user" + user, "item" + item, time, watched, clicked));
    return builder.build(seed);
  }

  /** What is told of an exposure once the user has reacted. */
  @FunctionalInterface
  private interface Listener {
    void exposed(Exposures shown, int user, int item, long time, double watched, int clicked);
  }

  private void expose(Listener listener) {
    Draws noise = new Draws(seed, "simulated-watch-times");
    Draws clicks = new Draws(seed, "simulated-clicks");
    Signal signal = config.signal();
    Population population = config.population();
    Exposer exposer =
        exposing
            .<Exposer>map(scorer -> new ScoredExposer(scorer, population.users()))
            .orElseGet(() -> new WeightedExposer(this, config.logging(), population.items()));
    Exposures exposures = new Exposures(this, exposer, config, seed);
    exposures.run(
        (user, item, time, lift) -> {
          double expected = expectedWatchTime(user, item, time);
          double watched =
              expected + lift + signal.noise() * noise.heavyTailed(signal.tailDegrees());
          int clicked = clicks.uniform() < 1 / (1 + StrictMath.exp(-(expected + lift))) ? 1 : 0;
          listener.exposed(exposures, user, item, time, watched, clicked);
          return new Reaction(watched, clicked);
        });
  }
}
