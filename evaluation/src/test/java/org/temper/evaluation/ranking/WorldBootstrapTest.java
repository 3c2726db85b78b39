package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.api.Seeds;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.bootstrap.StudentT;
import org.temper.evaluation.ranking.WorldBootstrap.World;

class WorldBootstrapTest {
  private static final int TIMES = 200;

  @Test
  void theQuantilesAreStudents() {
    // Tables of t: 97.5 %.
    assertThat(StudentT.quantile(0.975, 1)).isCloseTo(12.7062, within(1e-4));
    assertThat(StudentT.quantile(0.975, 2)).isCloseTo(4.3027, within(1e-4));
    assertThat(StudentT.quantile(0.975, 4)).isCloseTo(2.7764, within(1e-4));
    assertThat(StudentT.quantile(0.975, 9)).isCloseTo(2.2622, within(1e-4));
    assertThat(StudentT.quantile(0.95, 30)).isCloseTo(1.6973, within(1e-4));
    assertThat(StudentT.quantile(0.5, 3)).isCloseTo(0, within(1e-9));
    assertThatThrownBy(() -> StudentT.quantile(0.4, 3))
        .hasMessage("share: expected at least 0.5 and below 1, got 0.4");
  }

  @Test
  void theEstimateIsTheMeanOfTheWorldsWhateverTheirSizes() {
    World small = world(List.of(1.0, 3.0));
    World large = world(List.of(10.0, 10.0, 10.0, 10.0));
    assertThat(small.difference()).isEqualTo(2);
    assertThat(WorldBootstrap.of(1).mean(List.of(small, large)).estimate()).isEqualTo(6);
  }

  @Test
  void ofOneWorldTheUsersAloneAreDrawn() {
    World world = world(List.of(1.0, 3.0, 2.0, 5.0, 0.0));
    BootstrapInterval paired = PairedBootstrap.of(1).mean(world.first(), world.second());
    BootstrapInterval ofWorlds = WorldBootstrap.of(1).mean(List.of(world));
    assertThat(ofWorlds.estimate()).isEqualTo(paired.estimate());
    assertThat(ofWorlds.lower()).isCloseTo(paired.lower(), within(0.3));
    assertThat(ofWorlds.upper()).isCloseTo(paired.upper(), within(0.3));
  }

  @Test
  void nineteenOfTwentyIntervalsOfFiveWorldsHoldTheTruth() {
    assertThat(held(1, 1)).isBetween(0.93, 1.0);
    assertThat(held(1, 0.1)).isBetween(0.92, 1.0);
  }

  @Test
  void usersAloneWouldHoldItFarTooSeldom() {
    int held = 0;
    for (int time = 0; time < TIMES; time++) {
      BootstrapInterval interval =
          new WorldBootstrap(200, 1).mean(worlds(time, 1, 1).subList(0, 1));
      held += interval.lower() <= 0 && 0 <= interval.upper() ? 1 : 0;
    }
    assertThat(held / (double) TIMES).isLessThan(0.5);
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    List<World> worlds = worlds(3, 1, 1);
    assertThat(WorldBootstrap.of(4).mean(worlds)).isEqualTo(WorldBootstrap.of(4).mean(worlds));
    assertThat(WorldBootstrap.of(5).mean(worlds)).isNotEqualTo(WorldBootstrap.of(4).mean(worlds));
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> WorldBootstrap.of(1).mean(List.of()))
        .hasMessage("worlds: expected at least one, got none");
    assertThatThrownBy(() -> new World(ImmutableList.of(), ImmutableList.of()))
        .hasMessageStartingWith("first: expected values of as many seeds as of second");
  }

  private static double held(double ofWorlds, double ofUsers) {
    int held = 0;
    for (int time = 0; time < TIMES; time++) {
      BootstrapInterval interval =
          new WorldBootstrap(200, time).mean(worlds(time, ofWorlds, ofUsers));
      held += interval.lower() <= 0 && 0 <= interval.upper() ? 1 : 0;
    }
    return held / (double) TIMES;
  }

  /** Five worlds of 20 users, whose differences are 0 on average over worlds. */
  private static List<World> worlds(int time, double ofWorlds, double ofUsers) {
    SplittableRandom random = Seeds.random(7, "worlds", time);
    List<World> worlds = new ArrayList<>();
    for (int world = 0; world < 5; world++) {
      double mean = ofWorlds * random.nextGaussian();
      worlds.add(
          world(
              IntStream.range(0, 20)
                  .mapToObj(user -> mean + ofUsers * random.nextGaussian())
                  .toList()));
    }
    return worlds;
  }

  private static World world(List<Double> differences) {
    ImmutableIntArray users =
        ImmutableIntArray.copyOf(IntStream.range(0, differences.size()).toArray());
    return new World(
        ImmutableList.of(new TargetValues(users, ImmutableDoubleArray.copyOf(differences))),
        ImmutableList.of(
            new TargetValues(users, ImmutableDoubleArray.copyOf(new double[differences.size()]))));
  }
}
