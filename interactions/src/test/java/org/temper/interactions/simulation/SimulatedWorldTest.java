package org.temper.interactions.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.interactions.InteractionLog;

/** What a named world promises is in the logs that are drawn of it. */
class SimulatedWorldTest {
  private static final long START = InteractionSimulator.START_SECONDS;

  @Test
  void theDefaultWorldIsTheSimulatorsDefault() {
    assertThat(SimulatedWorld.DEFAULT.config()).isEqualTo(SimulatorConfig.defaults());
    assertThat(SimulatedWorld.named("habit-exposure")).contains(SimulatedWorld.HABIT_EXPOSURE);
    assertThat(SimulatedWorld.named("HABIT_EXPOSURE")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyWorldHasALogOfTheSameSizeAndADescription(SimulatedWorld world) {
    InteractionLog log = new InteractionSimulator(world.config(), 5).log();
    assertThat(log.size()).isCloseTo(30_000, within(1500));
    assertThat(world.description()).isNotBlank();
    assertThat(world.figureName()).matches("[a-z]+(-[a-z]+)*");
    assertThat(SimulatedWorld.named(world.figureName())).contains(world);
  }

  @Test
  void whatAllLikeIsGoodInTheWorldOfQualityAndNotInTheDefaultOne() {
    assertThat(itemMeansAgainstTruth(SimulatedWorld.QUALITY)).isGreaterThan(0.75);
    assertThat(itemMeansAgainstTruth(SimulatedWorld.DEFAULT)).isLessThan(0.5);
  }

  @Test
  void habitDecidesWhoIsShownWhatInTheWorldOfHabitExposure() {
    assertThat(shown(SimulatedWorld.HABIT_EXPOSURE, Part.HABIT))
        .isGreaterThan(shown(SimulatedWorld.DEFAULT, Part.HABIT) + 0.2);
    assertThat(shown(SimulatedWorld.HABIT_EXPOSURE, Part.AFFINITY)).isCloseTo(0, within(0.1));
  }

  @Test
  void tasteDecidesInTheWorldOfTasteExposure() {
    assertThat(shown(SimulatedWorld.TASTE_EXPOSURE, Part.AFFINITY))
        .isGreaterThan(shown(SimulatedWorld.DEFAULT, Part.AFFINITY) + 0.3);
    assertThat(shown(SimulatedWorld.TASTE_EXPOSURE, Part.HABIT)).isCloseTo(0, within(0.05));
  }

  @Test
  void fewItemsHaveMostEventsInTheWorldOfPopularityExposure() {
    assertThat((double) most(SimulatedWorld.POPULARITY_EXPOSURE))
        .isGreaterThan(1.3 * most(SimulatedWorld.TASTE_EXPOSURE));
    assertThat(shown(SimulatedWorld.POPULARITY_EXPOSURE, Part.AFFINITY)).isCloseTo(0, within(0.1));
  }

  @Test
  void usersTakeWhatSatisfiesThemInTheWorldOfSelection() {
    assertThat(shown(SimulatedWorld.SELECTION, Part.SATISFACTION))
        .isGreaterThan(shown(SimulatedWorld.DEFAULT, Part.SATISFACTION) + 0.2);
  }

  @Test
  void whatStandsFirstIsWatchedForLongerInTheWorldOfPosition() {
    SimulatorConfig config = SimulatedWorld.POSITION.config();
    double[] lifts = lifts(config);
    // Items are not drawn evenly: what ranks first is drawn more often.
    assertThat(mean(lifts)).isGreaterThan(0.3);
    assertThat(Arrays.stream(lifts).max().orElseThrow()).isLessThanOrEqualTo(Math.sqrt(3) + 1e-9);
    assertThat(Arrays.stream(lifts).min().orElseThrow())
        .isGreaterThanOrEqualTo(-Math.sqrt(3) - 1e-9);
    // Drawn evenly, the position is of mean 0 and variance 1.
    double[] even = lifts(config.withLogging(new LoggingPolicy(1e-9, 0, 0)));
    assertThat(mean(even)).isCloseTo(0, within(0.03));
    assertThat(mean(Arrays.stream(even).map(x -> x * x).toArray())).isCloseTo(1, within(0.03));
  }

  @Test
  void withoutEffectsTheResponseChangesNothing() {
    SimulatorConfig config = SimulatorConfig.defaults();
    InteractionLog log = new InteractionSimulator(config, 4).log();
    assertThat(new InteractionSimulator(config.withResponse(new Response(0, 0)), 4).log().events())
        .isEqualTo(log.events());
    InteractionLog lifted =
        new InteractionSimulator(config.withResponse(new Response(1, 0)), 4).log();
    assertThat(lifted.events().feedback("watch_time"))
        .isNotEqualTo(log.events().feedback("watch_time"));
  }

  @Test
  void wrongStrengthsAreNamed() {
    assertThatThrownBy(() -> new Response(-1, 0))
        .hasMessage("position: expected a finite number of at least 0, got -1.0");
    assertThatThrownBy(() -> new Response(0, Double.NaN))
        .hasMessage("selection: expected a finite number of at least 0, got NaN");
  }

  private enum Part {
    AFFINITY,
    HABIT,
    SATISFACTION
  }

  private static double part(InteractionSimulator truth, Part part, int user, int item, long time) {
    return switch (part) {
      case AFFINITY -> truth.affinity(user, item, time);
      case HABIT -> truth.habit(item);
      case SATISFACTION -> truth.satisfaction(user, item, time);
    };
  }

  /** The mean over what is in the log, less the mean over all users and items. */
  private static double shown(SimulatedWorld world, Part part) {
    InteractionSimulator truth = new InteractionSimulator(world.config(), 5);
    InteractionLog log = truth.log();
    double inLog =
        IntStream.range(0, log.size())
            .mapToDouble(
                row ->
                    part(
                        truth,
                        part,
                        log.userIds().get(row),
                        log.events().items().get(row),
                        log.events().times().get(row)))
            .average()
            .orElseThrow();
    double all =
        IntStream.range(0, 1000 * 400)
            .mapToDouble(i -> part(truth, part, i / 400, i % 400, START))
            .average()
            .orElseThrow();
    return inLog - all;
  }

  private static int most(SimulatedWorld world) {
    return new InteractionSimulator(world.config(), 5)
        .log().itemCounts().stream().max().orElseThrow();
  }

  /** The correlation of an item's mean watch time with how it satisfies on average. */
  private static double itemMeansAgainstTruth(SimulatedWorld world) {
    InteractionSimulator truth = new InteractionSimulator(world.config(), 5);
    InteractionLog log = truth.log();
    double[] sums = new double[400];
    int[] counts = new int[400];
    for (int row = 0; row < log.size(); row++) {
      int item = log.events().items().get(row);
      sums[item] += log.events().feedback("watch_time").get(row);
      counts[item]++;
    }
    double[] satisfying =
        IntStream.range(0, 400)
            .mapToDouble(
                item ->
                    IntStream.range(0, 1000)
                        .mapToDouble(user -> truth.satisfaction(user, item, START))
                        .average()
                        .orElseThrow())
            .toArray();
    int[] known = IntStream.range(0, 400).filter(item -> counts[item] >= 20).toArray();
    double[] watched = Arrays.stream(known).mapToDouble(i -> sums[i] / counts[i]).toArray();
    double[] truths = Arrays.stream(known).mapToDouble(i -> satisfying[i]).toArray();
    return correlation(watched, truths);
  }

  /** What positions add, of a log without noise. */
  private static double[] lifts(SimulatorConfig config) {
    InteractionSimulator truth = new InteractionSimulator(config.withNoise(0), 5);
    InteractionLog log = truth.log();
    ImmutableIntArray users = log.userIds();
    ImmutableDoubleArray watched = log.events().feedback("watch_time");
    return IntStream.range(0, log.size())
        .mapToDouble(
            row ->
                watched.get(row)
                    - truth.expectedWatchTime(
                        users.get(row),
                        log.events().items().get(row),
                        log.events().times().get(row)))
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double correlation(double[] first, double[] second) {
    double meanOfFirst = mean(first);
    double meanOfSecond = mean(second);
    double product = 0;
    double ofFirst = 0;
    double ofSecond = 0;
    for (int i = 0; i < first.length; i++) {
      product += (first[i] - meanOfFirst) * (second[i] - meanOfSecond);
      ofFirst += (first[i] - meanOfFirst) * (first[i] - meanOfFirst);
      ofSecond += (second[i] - meanOfSecond) * (second[i] - meanOfSecond);
    }
    return product / Math.sqrt(ofFirst * ofSecond);
  }
}
