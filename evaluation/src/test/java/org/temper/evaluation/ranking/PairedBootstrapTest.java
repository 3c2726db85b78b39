package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.temper.evaluation.bootstrap.BootstrapInterval;

class PairedBootstrapTest {
  private static final PairedBootstrap BOOTSTRAP = PairedBootstrap.of(7);
  private static final RankingMetric HR = RankingMetric.hr(1);

  /** A target of each user is a hit (1) or not (0); every second target is high. */
  private static RankingResult result(int... hits) {
    ImmutableIntArray.Builder users = ImmutableIntArray.builder();
    ImmutableIntArray.Builder above = ImmutableIntArray.builder();
    TargetGroup[] levels = new TargetGroup[hits.length];
    for (int target = 0; target < hits.length; target++) {
      users.add(target / 2);
      above.add(1 - hits[target]);
      levels[target] = target % 2 == 0 ? TargetGroup.HIGH : TargetGroup.LOW;
    }
    return new RankingResult(
        users.build(),
        List.of(levels),
        above.build(),
        ImmutableIntArray.copyOf(new int[hits.length]),
        List.of(HR),
        Map.of());
  }

  private static int[] coins(Random random, int count, double probability) {
    return random.doubles(count).mapToInt(draw -> draw < probability ? 1 : 0).toArray();
  }

  @Test
  void theDifferenceIsThatOfTheMeans() {
    List<RankingResult> first = List.of(result(1, 1, 0, 1), result(1, 0, 0, 1));
    List<RankingResult> second = List.of(result(0, 1, 0, 0), result(0, 0, 0, 0));
    // 5 hits of 8 against 1 of 8.
    assertThat(BOOTSTRAP.mean(first, second, HR, TargetGroup.ALL).estimate())
        .isCloseTo(0.5, within(1e-12));
    // High targets: 2 of 4 against 0 of 4.
    assertThat(BOOTSTRAP.mean(first, second, HR, TargetGroup.HIGH).estimate())
        .isCloseTo(0.5, within(1e-12));
    // Low ones: 3 of 4 against 1 of 4; the gaps are -1/4 and -1/4.
    assertThat(BOOTSTRAP.gap(first, second, HR).estimate()).isCloseTo(0, within(1e-12));
  }

  @Test
  void aDifferenceThatIsAlwaysTheSameHasNoSpread() {
    List<RankingResult> first = List.of(result(1, 1, 1, 1));
    List<RankingResult> second = List.of(result(0, 0, 0, 0));
    assertThat(BOOTSTRAP.mean(first, second, HR, TargetGroup.ALL))
        .isEqualTo(new BootstrapInterval(1, 1, 1));
  }

  @Test
  void theIntervalIsAsWideAsTheNormalApproximationSays() {
    Random random = new Random(3);
    RankingResult first = result(coins(random, 2000, 0.6));
    RankingResult second = result(coins(random, 2000, 0.5));
    BootstrapInterval interval =
        BOOTSTRAP.mean(List.of(first), List.of(second), HR, TargetGroup.ALL);
    // A target's difference has variance 0.24 + 0.25; of 2000 the mean has deviation 0.0157.
    assertThat(interval.upper() - interval.lower()).isCloseTo(2 * 1.96 * 0.0157, within(0.006));
    assertThat(interval.excludesZero()).isTrue();
    assertThat(interval.estimate()).isBetween(interval.lower(), interval.upper());
    BootstrapInterval gap = BOOTSTRAP.gap(List.of(first), List.of(second), HR);
    // The difference of two means of 1000: twice as wide.
    assertThat(gap.upper() - gap.lower()).isCloseTo(4 * 1.96 * 0.0157, within(0.012));
  }

  @Test
  void seedsThatDisagreeWidenTheInterval() {
    int[] hits = new int[2000];
    Arrays.fill(hits, 1);
    RankingResult all = result(hits);
    RankingResult none = result(new int[2000]);
    BootstrapInterval interval =
        BOOTSTRAP.mean(List.of(all, none), List.of(none, all), HR, TargetGroup.ALL);
    assertThat(interval).isEqualTo(new BootstrapInterval(0, -1, 1));
    assertThat(interval.excludesZero()).isFalse();
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    RankingResult first = result(coins(new Random(1), 100, 0.6));
    RankingResult second = result(coins(new Random(2), 100, 0.5));
    RankingMetric fine = RankingMetric.mrr();
    BootstrapInterval interval =
        BOOTSTRAP.gap(List.of(first, second), List.of(second, second), fine);
    assertThat(PairedBootstrap.of(7).gap(List.of(first, second), List.of(second, second), fine))
        .isEqualTo(interval);
    assertThat(PairedBootstrap.of(8).gap(List.of(first, second), List.of(second, second), fine))
        .isNotEqualTo(interval);
  }

  @Test
  void spreadsAreThoseOfASample() {
    // Mean 2, squares 1 + 0 + 1 over 2.
    assertThat(Spread.of(1, 2, 3)).isEqualTo(new Spread(2, 1, 3)).hasToString("2.0000 ± 1.0000");
    assertThat(Spread.of(5)).isEqualTo(new Spread(5, 0, 1));
    assertThat(Spread.ofEach(List.of(Map.of("a", 1.0), Map.of("a", 3.0))).get("a").mean())
        .isEqualTo(2);
    assertThat(new BootstrapInterval(0.0036, 0.0011, 0.006))
        .hasToString("+0.0036 [+0.0011, +0.0060]");
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> new PairedBootstrap(99, 0.95, 0))
        .hasMessage("resamples: expected at least 100, got 99");
    assertThatThrownBy(() -> new PairedBootstrap(1000, 1, 0))
        .hasMessage("confidence: expected above 0 and below 1, got 1.0");
    List<RankingResult> one = List.of(result(1, 0));
    assertThatThrownBy(() -> BOOTSTRAP.mean(List.of(), List.of(), HR, TargetGroup.ALL))
        .hasMessage("first: expected results of at least one seed, got none");
    assertThatThrownBy(() -> BOOTSTRAP.mean(one, List.of(), HR, TargetGroup.ALL))
        .hasMessage("second: expected results of 1 seeds, got 0");
    assertThatThrownBy(() -> BOOTSTRAP.mean(one, List.of(result(1, 0, 1)), HR, TargetGroup.ALL))
        .hasMessage("second[0]: expected a result on the targets of first[0], got other targets");
    assertThatThrownBy(
            () -> BOOTSTRAP.mean(List.of(result(1)), List.of(result(1)), HR, TargetGroup.LOW))
        .hasMessage("group: expected one with targets, got LOW");
    assertThatThrownBy(Spread::of).hasMessage("values: expected at least one, got none");
    assertThatThrownBy(() -> Spread.ofEach(List.of(Map.of("a", 1.0), Map.of("b", 1.0))))
        .hasMessage("figures: expected [a] of each seed, got [b]");
    assertThatThrownBy(() -> Spread.ofEach(List.of()))
        .hasMessage("figures: expected those of at least one seed, got none");
  }

  @Test
  void aSlopeIsThatOfTheLineAndItsIntervalHoldsIt() {
    ImmutableIntArray.Builder users = ImmutableIntArray.builder();
    ImmutableDoubleArray.Builder xs = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder exact = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder noisy = ImmutableDoubleArray.builder();
    for (int user = 0; user < 50; user++) {
      users.add(user);
      xs.add(user / 10.0);
      exact.add(3 - 2 * user / 10.0);
      noisy.add(3 - 2 * user / 10.0 + Math.sin(user * 12.9));
    }
    TargetValues x = new TargetValues(users.build(), xs.build());
    BootstrapInterval line =
        BOOTSTRAP.slope(List.of(x), List.of(new TargetValues(users.build(), exact.build())));
    assertThat(line.estimate()).isCloseTo(-2, within(1e-9));
    assertThat(line.upper() - line.lower()).isCloseTo(0, within(1e-9));
    BootstrapInterval scattered =
        BOOTSTRAP.slope(List.of(x), List.of(new TargetValues(users.build(), noisy.build())));
    assertThat(scattered.lower()).isLessThan(-2);
    assertThat(scattered.upper()).isGreaterThan(-2);
    assertThat(scattered.excludesZero()).isTrue();
  }
}
