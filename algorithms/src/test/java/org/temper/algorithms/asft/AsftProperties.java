package org.temper.algorithms.asft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.temper.algorithms.LoggedBatches;
import org.temper.algorithms.LoggedBatches.User;
import org.temper.api.SequenceBatch;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

/** Laws of the family. */
class AsftProperties {
  private static final int ITEMS = 5;
  private static final int EVENTS = 6;

  @Provide
  Arbitrary<Weighting> byAdvantage() {
    return Arbitraries.of(
        Weighting.advantageWeighted(0.5, 20),
        Weighting.whitenedAdvantageWeighted(1, 20),
        Weighting.awr(0.5),
        Weighting.awac(0.5),
        Weighting.crrExponential(1),
        Weighting.iql(2));
  }

  @Provide
  Arbitrary<Weighting> all() {
    return Arbitraries.of(
        Weighting.cloning(),
        Weighting.rewardWeighted(),
        Weighting.exponentialReward(0.5),
        Weighting.advantageWeighted(0.5, 20),
        Weighting.whitenedAdvantageWeighted(1, 20),
        Weighting.awac(0.5),
        Weighting.crrBinary(),
        Weighting.iql(2));
  }

  /** Two users' events against their mean rewards; a constant is added to the first's. */
  private static SequenceBatch batch(Random random, double constant) {
    long[] items = random.longs(2 * EVENTS, 0, ITEMS).toArray();
    double[] rewards = random.doubles(2 * EVENTS).toArray();
    int[] users = new int[2 * EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      rewards[i] += constant;
      users[EVENTS + i] = 1;
    }
    double[] baselines = Baselines.userMeans(users, rewards);
    return LoggedBatches.batch(
        user(items, rewards, baselines, 0), user(items, rewards, baselines, EVENTS));
  }

  private static User user(long[] items, double[] rewards, double[] baselines, int from) {
    User user = User.of(Arrays.copyOfRange(items, from, from + EVENTS));
    for (int i = 0; i < EVENTS; i++) {
      user.rewards()[i] = (float) rewards[from + i];
      user.baselines()[i] = (float) baselines[from + i];
    }
    return user;
  }

  private static float[] afterAnUpdate(SequenceBatch batch, Weighting weighting) {
    try (TablePolicy policy = TablePolicy.random(ITEMS, 7);
        GradientDescent optimizer = GradientDescent.of(policy.parameters(), 1)) {
      new AsftTrainer(policy, optimizer, new AsftConfig(weighting, 0)).update(List.of(batch));
      return policy.parameters().asList().get(0).array().toFloatArray();
    }
  }

  @Property(tries = 30)
  void aConstantAddedToAllRewardsOfAUserChangesNoGradientAgainstTheUsersMean(
      @ForAll("byAdvantage") Weighting weighting,
      @ForAll long seed,
      @ForAll @DoubleRange(min = -10, max = 10) double constant) {
    assertThat(afterAnUpdate(batch(new Random(seed), constant), weighting))
        .containsExactly(afterAnUpdate(batch(new Random(seed), 0), weighting), within(1e-4f));
  }

  @Property(tries = 50)
  void aLargerRewardNeverWeighsLess(
      @ForAll("all") Weighting weighting,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int count) {
    Random random = new Random(seed);
    float[] rewards = new float[count];
    for (int i = 0; i < count; i++) {
      rewards[i] = 3 * random.nextFloat();
    }
    Arrays.sort(rewards);
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] weights =
          weighting
              .weights(
                  new LoggedActions(manager.create(rewards), manager.create(rewards).sub(1.5f)))
              .toFloatArray();
      assertThat(weights).isSorted();
      for (float weight : weights) {
        assertThat(weight).isBetween(0f, (float) weighting.maxWeight());
      }
    }
  }

  @Property(tries = 30)
  void awacAndExponentialRewardsDoNotSeeAConstantAddedToAll(
      @ForAll long seed, @ForAll @DoubleRange(min = -10, max = 10) double constant) {
    Random random = new Random(seed);
    float[] rewards = new float[6];
    float[] moved = new float[6];
    for (int i = 0; i < 6; i++) {
      rewards[i] = random.nextFloat();
      moved[i] = (float) (rewards[i] + constant);
    }
    User user = User.of(random.longs(6, 0, ITEMS).toArray());
    for (Weighting weighting : List.of(Weighting.awac(0.5), Weighting.exponentialReward(0.5))) {
      assertThat(afterAnUpdate(LoggedBatches.batch(user.rewards(moved)), weighting))
          .containsExactly(
              afterAnUpdate(LoggedBatches.batch(user.rewards(rewards)), weighting), within(1e-4f));
    }
  }

  @Property(tries = 30)
  void aShuffleKeepsTheNumbersAndWhereNoneIsKnown(@ForAll long seed) {
    Random random = new Random(seed);
    double[] advantages = random.doubles(20).toArray();
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = random.nextInt(4) == 0 ? Double.NaN : advantages[i];
    }
    double[] shuffled = AdvantageShuffle.shuffled(advantages, seed);
    assertThat(shuffled).containsExactly(AdvantageShuffle.shuffled(advantages, seed));
    for (int i = 0; i < advantages.length; i++) {
      assertThat(Double.isNaN(shuffled[i])).isEqualTo(Double.isNaN(advantages[i]));
    }
    Arrays.sort(advantages);
    Arrays.sort(shuffled);
    assertThat(shuffled).containsExactly(advantages);
  }
}
