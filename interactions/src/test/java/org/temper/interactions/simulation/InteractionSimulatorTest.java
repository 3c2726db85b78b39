package org.temper.interactions.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.api.semantic.Embeddings;
import org.temper.interactions.Duplicates;
import org.temper.interactions.Events;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

class InteractionSimulatorTest {
  private static final SimulatorConfig DEFAULTS = SimulatorConfig.defaults();
  private static final InteractionSimulator SIMULATOR = new InteractionSimulator(DEFAULTS, 1);
  private static final long START = InteractionSimulator.START_SECONDS;
  private static final long END = START + 60 * 86_400L;

  @Test
  void theLogIsOfTheSizeThatWasAskedFor() {
    InteractionLog log = SIMULATOR.log();
    assertThat(log.users().size()).isEqualTo(1000);
    assertThat(log.items().size()).isEqualTo(400);
    assertThat(log.size()).isCloseTo(30_000, within(1500));
    for (int user = 0; user < 1000; user++) {
      assertThat(log.history(user).size()).isBetween(15, 45);
    }
    assertThat(log.events().times().stream()).allMatch(time -> time >= START && time < END);
    assertThat(log.events().feedback().keySet()).containsExactly("watch_time", "click");
    assertThat(log.events().feedback("click").stream()).allMatch(c -> c == 0 || c == 1);
    assertThat(log.deduplicated(Duplicates.KEEP_FIRST_OF_ITEM).size()).isEqualTo(log.size());
  }

  @Test
  void theSameSeedGivesTheSameLogAndAnotherAnother() {
    Events events = SIMULATOR.log().events();
    assertThat(new InteractionSimulator(DEFAULTS, 1).log().events()).isEqualTo(events);
    assertThat(new InteractionSimulator(DEFAULTS, 2).log().events()).isNotEqualTo(events);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFAULT", "POSITION", "SELECTION"})
  void aReplayIsTheLogWithItsPropensities(SimulatedWorld world) {
    Population few = new Population(40, 30, 8, 10, 3);
    InteractionSimulator simulator =
        new InteractionSimulator(world.config().withPopulation(few), 5);
    InteractionLogBuilder again = InteractionLog.builder("watch_time", "click");
    simulator.log().users().asList().forEach(again::addUser);
    simulator.log().items().asList().forEach(again::addItem);
    Set<Integer> shown = new HashSet<>();
    double[] surprise = new double[2];
    simulator.replay(
        exposure -> {
          again.add(
              "user" + exposure.user(),
              "item" + exposure.item(),
              exposure.time(),
              exposure.watchTime(),
              exposure.click());
          assertThat(exposure.propensities().stream().sum()).isCloseTo(1, within(1e-12));
          assertThat(exposure.propensity()).isPositive();
          for (int item = 0; item < 30; item++) {
            assertThat(exposure.propensities().get(item) == 0)
                .isEqualTo(shown.contains(exposure.user() * 30 + item));
          }
          shown.add(exposure.user() * 30 + exposure.item());
          // Of what is drawn by p, E[Σ p²] = E[p of what was drawn].
          surprise[0] += exposure.propensity();
          surprise[1] += exposure.propensities().stream().map(p -> p * p).sum();
        });
    assertThat(again.build(5).events()).isEqualTo(simulator.log().events());
    assertThat(surprise[0] / surprise[1]).isCloseTo(1, within(0.15));
  }

  @Test
  void aRecommenderMayDecideWhoIsShownWhat() {
    Population few = new Population(30, 24, 6, 5, 3);
    InteractionSimulator world = new InteractionSimulator(DEFAULTS.withPopulation(few), 5);
    List<Query> asked = new ArrayList<>();
    // So sure of the order that nobody is shown item 1 before item 0.
    ItemScorer inOrder =
        queries -> {
          asked.addAll(queries);
          float[] scores = new float[24];
          for (int item = 0; item < 24; item++) {
            scores[item] = -100 * item;
          }
          return Collections.nCopies(queries.size(), scores).toArray(float[][]::new);
        };
    InteractionSimulator shown = world.shownBy(inOrder, 9);
    for (int user = 0; user < 30; user++) {
      Events history = shown.log().history(user);
      assertThat(history.items())
          .isEqualTo(ImmutableIntArray.copyOf(IntStream.range(0, history.size())));
    }
    // Asked once a day of each who comes, after what was met before that day.
    for (Query query : asked) {
      Events history = shown.log().history(query.user());
      int before = query.history().size();
      assertThat(query.history()).isEqualTo(history.slice(0, before));
      assertThat(history.times().get(before)).isEqualTo(query.time());
      if (before > 0) {
        long lastDay = (history.times().get(before - 1) - START) / 86_400;
        assertThat((query.time() - START) / 86_400).isGreaterThan(lastDay);
      }
    }
    assertThat(shown.satisfaction(3, 4, START)).isEqualTo(world.satisfaction(3, 4, START));
    assertThat(shown.log().users().asList()).isEqualTo(world.log().users().asList());
    assertThat(world.shownBy(inOrder, 9).log().events()).isEqualTo(shown.log().events());
    assertThat(world.shownBy(inOrder, 10).log().events()).isNotEqualTo(shown.log().events());
    List<Double> surprise = new ArrayList<>();
    shown.replay(exposure -> surprise.add(exposure.propensity()));
    assertThat(surprise).hasSize(shown.log().size()).allMatch(p -> p > 0.999);
  }

  @Test
  void moreNoiseChangesTheWatchTimesAlone() {
    InteractionLog clean = new InteractionSimulator(DEFAULTS.withNoise(0), 1).log();
    InteractionLog noisy = SIMULATOR.log();
    assertThat(noisy.events().items()).isEqualTo(clean.events().items());
    assertThat(noisy.events().times()).isEqualTo(clean.events().times());
    assertThat(noisy.events().feedback("click")).isEqualTo(clean.events().feedback("click"));
    double[] noise =
        IntStream.range(0, clean.size())
            .mapToDouble(row -> watched(noisy, row) - watched(clean, row))
            .toArray();
    // Student's t of 3 degrees, scaled by 1 / sqrt(3): half of it lies within 0.7649 / 1.7321, the
    // quartiles; beyond 10.2145 / 1.7321 lie 2 in 1000, where the normal has 4 in a billion.
    assertThat(share(noise, 0.7649 / Math.sqrt(3))).isCloseTo(0.5, within(0.015));
    assertThat(1 - share(noise, 10.2145 / Math.sqrt(3))).isCloseTo(0.002, within(0.001));
  }

  private static double share(double[] values, double bound) {
    return Arrays.stream(values).filter(value -> Math.abs(value) < bound).count()
        / (double) values.length;
  }

  @Test
  void withoutNoiseWatchTimeIsSatisfactionAndHabit() {
    InteractionSimulator simulator = new InteractionSimulator(DEFAULTS.withNoise(0), 3);
    InteractionLog log = simulator.log();
    Signal signal = DEFAULTS.signal();
    InteractionSimulator withoutHabit =
        new InteractionSimulator(
            DEFAULTS.withSignal(
                new Signal(
                    signal.userBias(),
                    signal.quality(),
                    signal.affinity(),
                    signal.drift(),
                    0,
                    0,
                    3)),
            3);
    for (int row = 0; row < log.size(); row += 100) {
      int user = log.userIds().get(row);
      int item = log.events().items().get(row);
      long time = log.events().times().get(row);
      assertThat(watched(log, row))
          .isCloseTo(simulator.expectedWatchTime(user, item, time), within(1e-12));
      assertThat(withoutHabit.expectedWatchTime(user, item, time))
          .isCloseTo(simulator.satisfaction(user, item, time), within(1e-12));
    }
  }

  @Test
  void satisfactionIsMostlyPersonalBeyondUserAndItemBias() {
    // A table of all users and items at one time: what its margins do not explain is personal.
    double[][] table = satisfactions(SIMULATOR, START);
    double total = variance(flat(table));
    double residual = variance(flat(withoutMargins(table)));
    // By construction 1 of 1 + 0.5² + 0.3²; 400 items and 1,000 users are not all there could be.
    assertThat(residual / total).isCloseTo(1 / 1.34, within(0.06));
  }

  @Test
  void theResidualOfWatchTimeSaysSomethingOfTheResidualOfSatisfaction() {
    InteractionSimulator clean = new InteractionSimulator(DEFAULTS.withNoise(0), 1);
    double[][] watched = new double[1000][400];
    for (int user = 0; user < 1000; user++) {
      for (int item = 0; item < 400; item++) {
        watched[user][item] = clean.expectedWatchTime(user, item, START);
      }
    }
    double[] ofWatched = flat(withoutMargins(watched));
    double[] ofTruth = flat(withoutMargins(satisfactions(clean, START)));
    // Only the users' different proneness to habit, of variance (0.7² / 12), is left in between.
    assertThat(correlation(ofWatched, ofTruth))
        .isCloseTo(Math.sqrt(1 / (1 + 0.49 / 12)), within(0.01));
    double[] observed = flat(watched);
    assertThat(correlation(observed, flat(satisfactions(clean, START)))).isLessThan(0.92);
  }

  @Test
  void tasteDrifts() {
    double[] first = flat(withoutMargins(satisfactions(SIMULATOR, START)));
    double nextDay =
        correlation(first, flat(withoutMargins(satisfactions(SIMULATOR, START + 86_400))));
    double lastDay = correlation(first, flat(withoutMargins(satisfactions(SIMULATOR, END - 1))));
    assertThat(nextDay).isBetween(0.98, 0.9999);
    assertThat(lastDay).isBetween(0.5, 0.9);
    Signal still = new Signal(0.5, 0.3, 1, 0, 0.7, 1, 3);
    InteractionSimulator fixed = new InteractionSimulator(DEFAULTS.withSignal(still), 1);
    assertThat(fixed.satisfaction(5, 6, END))
        .isCloseTo(fixed.satisfaction(5, 6, START), within(1e-9));
    assertThat(SIMULATOR.satisfaction(5, 6, 0)).isEqualTo(SIMULATOR.satisfaction(5, 6, START));
  }

  @Test
  void exposureFollowsTasteHabitAndPopularity() {
    assertThat(meanOfShown(DEFAULTS.withLogging(new LoggingPolicy(0, 0, 0)), Part.AFFINITY))
        .isCloseTo(0, within(0.05));
    assertThat(meanOfShown(DEFAULTS.withLogging(new LoggingPolicy(0, 1, 0)), Part.AFFINITY))
        .isGreaterThan(0.5);
    assertThat(meanOfShown(DEFAULTS.withLogging(new LoggingPolicy(0, 0, 0.5)), Part.HABIT))
        .isGreaterThan(0.15);
    assertThat(mostShown(new LoggingPolicy(0, 0, 0))).isLessThan(150);
    assertThat(mostShown(new LoggingPolicy(1, 0, 0))).isGreaterThan(200);
  }

  private enum Part {
    AFFINITY,
    HABIT
  }

  private static double meanOfShown(SimulatorConfig config, Part part) {
    InteractionSimulator simulator = new InteractionSimulator(config, 1);
    Events events = simulator.log().events();
    ImmutableIntArray users = simulator.log().userIds();
    double all =
        IntStream.range(0, 400)
            .mapToDouble(item -> part == Part.HABIT ? simulator.habit(item) : 0)
            .average()
            .orElseThrow();
    return IntStream.range(0, events.size())
            .mapToDouble(
                row -> {
                  int item = events.items().get(row);
                  return part == Part.HABIT
                      ? simulator.habit(item)
                      : simulator.affinity(users.get(row), item, events.times().get(row));
                })
            .average()
            .orElseThrow()
        - all;
  }

  private static int mostShown(LoggingPolicy policy) {
    return new InteractionSimulator(DEFAULTS.withLogging(policy), 1)
        .log().itemCounts().stream().max().orElseThrow();
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> new Population(0, 10, 2, 1, 2))
        .hasMessage("users: expected at least 1, got 0");
    assertThatThrownBy(() -> new Population(1, 19, 10, 1, 2))
        .hasMessage("items: expected at least twice the events of a user, 20, got 19");
    assertThatThrownBy(() -> new Population(1, 10, 1, 1, 2))
        .hasMessage("eventsPerUser: expected at least 2, got 1");
    assertThatThrownBy(() -> new Population(1, 10, 2, 0, 2))
        .hasMessage("days: expected at least 1, got 0");
    assertThatThrownBy(() -> new Population(1, 10, 2, 1, 1))
        .hasMessage("dimensions: expected at least 2, got 1");
    assertThatThrownBy(() -> DEFAULTS.withNoise(-1))
        .hasMessage("noise: expected a finite number of at least 0, got -1.0");
    assertThatThrownBy(() -> new Signal(0, 0, 0, 0, 0, 0, 2))
        .hasMessage("tailDegrees: expected at least 3, got 2");
    assertThatThrownBy(() -> new LoggingPolicy(0, Double.NaN, 0))
        .hasMessage("taste: expected a finite number of at least 0, got NaN");
    assertThatThrownBy(() -> SIMULATOR.satisfaction(0, 400, START))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static double watched(InteractionLog log, int row) {
    return log.events().feedback("watch_time").get(row);
  }

  private static double[][] satisfactions(InteractionSimulator simulator, long time) {
    double[][] table = new double[1000][400];
    for (int user = 0; user < 1000; user++) {
      for (int item = 0; item < 400; item++) {
        table[user][item] = simulator.satisfaction(user, item, time);
      }
    }
    return table;
  }

  private static double[][] withoutMargins(double[][] table) {
    double mean = Arrays.stream(flat(table)).average().orElseThrow();
    double[] columns = new double[table[0].length];
    for (double[] row : table) {
      for (int i = 0; i < row.length; i++) {
        columns[i] += row[i] / table.length;
      }
    }
    return Arrays.stream(table)
        .map(
            row -> {
              double ofRow = Arrays.stream(row).average().orElseThrow();
              return IntStream.range(0, row.length)
                  .mapToDouble(i -> row[i] - ofRow - columns[i] + mean)
                  .toArray();
            })
        .toArray(double[][]::new);
  }

  private static double[] flat(double[][] table) {
    return Arrays.stream(table).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values)
        .map(value -> (value - mean) * (value - mean))
        .average()
        .orElseThrow();
  }

  private static double correlation(double[] first, double[] second) {
    double meanOfFirst = Arrays.stream(first).average().orElseThrow();
    double meanOfSecond = Arrays.stream(second).average().orElseThrow();
    double product =
        IntStream.range(0, first.length)
            .mapToDouble(i -> (first[i] - meanOfFirst) * (second[i] - meanOfSecond))
            .average()
            .orElseThrow();
    return product / Math.sqrt(variance(first) * variance(second));
  }

  @Test
  void contentTellsTheKindOfAnItemAndNoiseTheRest() {
    Embeddings clean = SIMULATOR.content(64, 0, 3);
    Embeddings noisy = SIMULATOR.content(64, 1, 3);
    assertThat(clean.rows()).isEqualTo(400);
    assertThat(clean.width()).isEqualTo(64);
    assertThat(SIMULATOR.content(64, 1, 3).values()).isEqualTo(noisy.values());
    double squares = 0;
    double noise = 0;
    for (int i = 0; i < clean.values().length; i++) {
      squares += clean.values()[i] * clean.values()[i] / (64.0 * 400);
      noise += noisy.values()[i] * noisy.values()[i] / (64.0 * 400);
    }
    assertThat(squares).isCloseTo(1, within(0.25));
    assertThat(noise - squares).isCloseTo(1, within(0.1));
    // Items of like content suit a user alike: affinity is linear in the kind.
    double[] nearest = differences(clean, 1);
    double[] farthest = differences(clean, -1);
    assertThat(Arrays.stream(nearest).average().orElseThrow())
        .isLessThan(0.5 * Arrays.stream(farthest).average().orElseThrow());
  }

  /** How differently users like each item and the one whose content is nearest, or farthest. */
  private static double[] differences(Embeddings content, int sign) {
    return IntStream.range(0, 100)
        .mapToDouble(
            item -> {
              int other =
                  IntStream.range(0, content.rows())
                      .filter(candidate -> candidate != item)
                      .boxed()
                      .min(
                          Comparator.comparingDouble(
                              candidate -> sign * distance(content, item, candidate)))
                      .orElseThrow();
              return IntStream.range(0, 20)
                  .mapToDouble(
                      user ->
                          Math.abs(
                              SIMULATOR.affinity(user, item, START)
                                  - SIMULATOR.affinity(user, other, START)))
                  .average()
                  .orElseThrow();
            })
        .toArray();
  }

  private static double distance(Embeddings content, int a, int b) {
    double sum = 0;
    for (int d = 0; d < content.width(); d++) {
      double difference = content.value(a, d) - content.value(b, d);
      sum += difference * difference;
    }
    return sum;
  }
}
