package org.temper.examples;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.rollouts.EnvironmentRollouts;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.run.Schedules;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;

/**
 * A small decoder, from random weights, learns to play a game of several turns by RLOO: ITERATIONS.
 * A number from 0 to 7 is to be found in four guesses; the answers are "higher" and "lower".
 */
public final class OwnEnvironment {
  private static final int NUMBERS = 8;
  private static final int GUESSES = 4;
  private static final long ASK = NUMBERS;
  private static final long HIGHER = NUMBERS + 1;
  private static final long LOWER = NUMBERS + 2;
  private static final int VOCABULARY = NUMBERS + 3;

  private OwnEnvironment() {}

  // tag::environment[]
  /** The game. Token i is the number i; the words come after the numbers. */
  private static final class GuessTheNumber implements Environment {
    private long secret;
    private int left;

    @Override
    public ImmutableLongArray reset(long seed) {
      secret = new Random(seed).nextInt(NUMBERS);
      left = GUESSES;
      return ImmutableLongArray.of(ASK);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      long guess = action.get(0);
      left--;
      if (guess == secret) {
        return new Step(
            ImmutableLongArray.of(), OptionalDouble.of(1), Optional.of(Ending.terminated("found")));
      }
      ImmutableLongArray answer = ImmutableLongArray.of(guess < secret ? HIGHER : LOWER);
      return left > 0
          ? new Step(answer, OptionalDouble.empty(), Optional.empty())
          : new Step(answer, OptionalDouble.of(0), Optional.of(Ending.terminated("not found")));
    }

    @Override
    public void close() {}
  }

  // end::environment[]

  public static void main(String[] args) {
    int iterations = Integer.parseInt(args[0]);
    DecoderConfig shape =
        new DecoderConfig(
            VOCABULARY, 32, 64, 2, 2, 2, 16, 16, 1e-5, RotaryConfig.of(10_000), Set.of());
    try (DecoderPolicy policy = DecoderPolicy.random(shape, 1, DecoderOptions.defaults());
        AdamW optimizer =
            AdamW.of(policy.parameters(), AdamWConfig.of(Schedules.constant(3e-3, 5)))) {
      // tag::environment-training[]
      List<EnvironmentTask<Integer>> tasks =
          IntStream.range(0, 64)
              .mapToObj(i -> new EnvironmentTask<>("game " + i, i, GuessTheNumber::new))
              .toList();
      Rollouts rollouts =
          Rollouts.of(policy, SamplingConfig.defaults().withMaxNewTokens(1), GUESSES);
      EnvironmentRollouts source =
          EnvironmentRollouts.of(
              rollouts, tasks, new EnvironmentRewards<>(), RolloutConfig.of(16, 8));
      GroupTrainer trainer =
          new GroupTrainer(policy, optimizer, GroupConfig.of(GroupMethod.rloo()), 1);
      List<Double> rewards = new ArrayList<>();
      for (int iteration = 0; iteration < iterations; iteration++) {
        Metrics metrics = trainer.iterate(source.update(1, iteration).microBatches());
        rewards.add(metrics.get(PolicyMetrics.REWARD));
      }
      // end::environment-training[]
      System.out.printf(
          "share of numbers found: %.3f at first, %.3f at last%n",
          rewards.get(0), rewards.get(rewards.size() - 1));
    }
  }
}
