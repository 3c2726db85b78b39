package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.temper.api.Seeds;
import org.temper.api.semantic.Embeddings;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.evaluation.ranking.SeenItems;
import org.temper.interactions.HeldOut;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.Target;
import org.temper.interactions.feedback.Standardization;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.LoggingPolicy;
import org.temper.interactions.simulation.Population;
import org.temper.interactions.simulation.SimulatorConfig;

/**
 * A catalog with a log of which some items are seen when it is tested and not before: the cold
 * ones. In a simulated one items have content, and cold ones are withheld.
 *
 * @param experiment what is trained on, chosen by and reported; of a simulated log targets that are
 *     not cold
 * @param content a vector of each item, [K, D], where it is known
 * @param cold the items without events to train on
 * @param coldTargets what is reported of them
 */
record World(
    Experiment experiment,
    Optional<Embeddings> content,
    ImmutableIntArray cold,
    List<Target> coldTargets) {
  private static final String KEPT = "kept";

  /** A user has so many targets to choose by, so many to report, and at least so many before. */
  private static final HeldOut HELD_OUT = new HeldOut(1, 3, 5);

  /**
   * What is simulated.
   *
   * @param users how many users
   * @param items how many items
   * @param eventsPerUser a user's events on average
   * @param taste how much of a taste the log's recommender knows
   * @param contentSize D
   * @param contentNoise what of the content is noise, in deviations of the rest
   * @param cold the share of the items that is withheld
   */
  record Settings(
      int users,
      int items,
      int eventsPerUser,
      double taste,
      int contentSize,
      double contentNoise,
      double cold) {
    Settings {
      checkArgument(
          cold > 0 && cold < 1, "--cold: expected a share above 0 and below 1, got %s", cold);
      checkArgument(contentSize >= 1, "--content-size: expected at least 1, got %s", contentSize);
    }
  }

  static World of(Settings settings, long seed) {
    Population small = Population.small();
    LoggingPolicy mixed = LoggingPolicy.mixed();
    InteractionSimulator simulator =
        new InteractionSimulator(
            SimulatorConfig.defaults()
                .withPopulation(
                    new Population(
                        settings.users(),
                        settings.items(),
                        settings.eventsPerUser(),
                        small.days(),
                        small.dimensions()))
                .withLogging(
                    new LoggingPolicy(mixed.popularity(), settings.taste(), mixed.habit())),
            seed);
    boolean[] cold = new boolean[settings.items()];
    int[] order = Seeds.permutation(settings.items(), seed, "cold-items");
    int count = Math.max(1, (int) Math.round(settings.cold() * settings.items()));
    Arrays.stream(order).limit(count).forEach(item -> cold[item] = true);
    InteractionLog log = withheld(simulator.log(), cold);
    Standardization standardization =
        Standardization.of(
            LogSplit.leaveLastOut(log, HELD_OUT).train(), InteractionSimulator.WATCH_TIME);
    InteractionLog rewarded =
        standardization.addTo(log, InteractionSimulator.WATCH_TIME, Experiment.REWARD);
    LogSplit split = LogSplit.leaveLastOut(rewarded, HELD_OUT);
    Predicate<Target> isCold = target -> cold[target.item()];
    LogSplit warm =
        new LogSplit(
            split.train(),
            split.validation().stream().filter(isCold.negate()).toList(),
            split.test().stream().filter(isCold.negate()).toList(),
            split.usersWithoutTarget(),
            split.eventsWithoutHistory());
    List<Target> coldTargets = split.test().stream().filter(isCold).toList();
    checkArgument(
        !coldTargets.isEmpty(),
        "--cold: expected a share with which some item that is tested is cold, got %s",
        settings.cold());
    return new World(
        Experiment.of(rewarded, warm, Optional.empty(), SeenItems.EXCLUDED, Optional.of(simulator)),
        Optional.of(simulator.content(settings.contentSize(), settings.contentNoise(), seed)),
        ImmutableIntArray.copyOf(IntStream.range(0, cold.length).filter(item -> cold[item])),
        coldTargets);
  }

  /** A log that was read, all of whose targets are reported. */
  static World of(Experiment read) {
    ImmutableIntArray counts = read.split().train().itemCounts();
    return new World(
        read,
        Optional.empty(),
        ImmutableIntArray.copyOf(
            IntStream.range(0, counts.length()).filter(item -> counts.get(item) == 0)),
        read.split().test().stream().filter(target -> counts.get(target.item()) == 0).toList());
  }

  /** What there is, for people to read. */
  String description() {
    return String.format(
        "%,d events, %,d users, %,d items, %,d of them cold; %,d targets, %s %,d of cold items",
        experiment.log().size(),
        experiment.log().users().size(),
        experiment.items(),
        cold.length(),
        experiment.split().test().size(),
        experiment.simulator().isPresent() ? "and" : "of which",
        coldTargets.size());
  }

  /** The log without what is cold, but for each user's last events, which are held out. */
  private static InteractionLog withheld(InteractionLog log, boolean[] cold) {
    double[] kept = new double[log.size()];
    int heldOut = HELD_OUT.validation() + HELD_OUT.test();
    for (int row = 0; row < kept.length; row++) {
      boolean late = row >= log.endRow(log.userIds().get(row)) - heldOut;
      kept[row] = late || !cold[log.events().items().get(row)] ? 1 : Double.NaN;
    }
    return log.withPartialFeedback(KEPT, ImmutableDoubleArray.copyOf(kept)).havingFeedback(KEPT);
  }
}
