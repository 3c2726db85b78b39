package org.temper.benchmarks;

import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupConfig.ProperScores;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.ppo.PpoConfig;
import org.temper.algorithms.ppo.PpoConfig.Advantages;
import org.temper.algorithms.ppo.PpoConfig.Scale;
import org.temper.algorithms.ppo.PpoTrainer;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.algorithms.run.Schedules;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.tables.ConfidenceBandit;
import org.temper.testkit.tables.TableActorCritic;
import org.temper.testkit.tables.TablePolicy;
import org.temper.testkit.tables.TableValueModel;

/**
 * A comparison of methods of reinforcement learning by whether they leave a stated confidence
 * calibrated: each on a bandit whose reward is the Brier score, with one update an iteration.
 * Prints a table of mean |q − p| over the contexts, of five seeds.
 */
final class ConfidenceBandits {
  private static final double[] PROBABILITIES = {0.1, 0.25, 0.4, 0.6, 0.75, 0.9};
  private static final int LEVELS = 11;
  private static final int SEEDS = 5;
  private static final int ITERATIONS = 120;
  private static final int GROUPS = 4;
  private static final int GROUP_SIZE = 4;
  private static final double RATE = 0.1;

  private ConfidenceBandits() {}

  /** A way to train. */
  private record Entry(String name, Function<ConfidenceBandit, Policy> policy, Maker trainer) {}

  private interface Maker {
    IterationTrainer<RolloutBatch> of(Policy policy, Optimizer optimizer, long seed);
  }

  public static void main(String[] args) {
    long start = System.nanoTime();
    ConfidenceBandit bandit = ConfidenceBandit.of(PROBABILITIES, LEVELS);
    System.out.println("| method | mean | seed 0 | 1 | 2 | 3 | 4 |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Entry entry : entries()) {
      double[] errors = new double[SEEDS];
      for (int seed = 0; seed < SEEDS; seed++) {
        errors[seed] = error(bandit, entry, seed);
      }
      System.out.printf(
          "| %s | %s | %s |%n",
          entry.name(),
          digits(Arrays.stream(errors).average().orElseThrow()),
          Arrays.stream(errors)
              .mapToObj(ConfidenceBandits::digits)
              .collect(Collectors.joining(" | ")));
    }
    System.out.printf(Locale.ROOT, "%.1f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static String digits(double error) {
    return String.format(Locale.ROOT, "%.3f", error);
  }

  private static double error(ConfidenceBandit bandit, Entry entry, long seed) {
    Tracker rates = Schedules.constant(RATE, 0);
    try (Policy policy = entry.policy().apply(bandit);
        AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(rates))) {
      IterationTrainer<RolloutBatch> trainer = entry.trainer().of(policy, optimizer, seed);
      for (int i = 0; i < ITERATIONS; i++) {
        trainer.iterate(List.of(bandit.play(policy, GROUPS, GROUP_SIZE, seed * ITERATIONS + i)));
      }
      return bandit.error(policy);
    }
  }

  private static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (GroupMethod method :
        List.of(
            GroupMethod.rloo(),
            GroupMethod.drGrpo(1),
            GroupMethod.remax(),
            GroupMethod.opo(),
            GroupMethod.reinforce(),
            GroupMethod.reinforcePlusPlus(),
            GroupMethod.reinforcePlusPlusBaseline(),
            GroupMethod.grpo(),
            GroupMethod.bnpo(),
            GroupMethod.dapo(),
            GroupMethod.gspo(),
            GroupMethod.cispo())) {
      GroupConfig config = GroupConfig.of(method).withProperScores(ProperScores.DIVIDED);
      entries.add(
          new Entry(
              method.name(),
              ConfidenceBandit::policy,
              (policy, optimizer, seed) -> new GroupTrainer(policy, optimizer, config, seed)));
    }
    for (Scale scale : Scale.values()) {
      PpoConfig config =
          PpoConfig.defaults()
              .withAdvantages(new Advantages(1, 0.95, scale))
              .withMinibatches(MinibatchConfig.single());
      entries.add(
          new Entry(
              "ppo, advantages " + scale.name().toLowerCase(Locale.ROOT),
              ConfidenceBandits::withValues,
              (policy, optimizer, seed) ->
                  PpoTrainer.shared(policy, Optional.empty(), optimizer, config, seed)));
    }
    return entries;
  }

  private static Policy withValues(ConfidenceBandit bandit) {
    TablePolicy policy = bandit.policy();
    return TableActorCritic.of(
        policy, TableValueModel.of(new float[(int) policy.vocabularySize()]));
  }
}
