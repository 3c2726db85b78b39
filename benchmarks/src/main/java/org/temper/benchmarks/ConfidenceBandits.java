package org.temper.benchmarks;

import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
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
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.ConfidenceBandit;
import org.temper.testkit.tables.TableActorCritic;
import org.temper.testkit.tables.TablePolicy;
import org.temper.testkit.tables.TableValueModel;

/**
 * Which methods of reinforcement learning leave a stated confidence calibrated: each on a bandit
 * whose reward is the Brier score. Prints a table of mean |q − p| over the contexts, for five seeds.
 */
final class ConfidenceBandits {
  private static final double[] PROBABILITIES = {0.1, 0.25, 0.4, 0.6, 0.75, 0.9};
  private static final int LEVELS = 11;
  private static final int SEEDS = 5;
  private static int ITERATIONS = 400;
  private static int GROUP_SIZE = 8;
  private static float RATE = 0.05f;

  private ConfidenceBandits() {}

  /** A way to train: what is trained, and its trainer. */
  private record Entry(String name, Function<ConfidenceBandit, Policy> policy, Maker trainer) {}

  private interface Maker {
    IterationTrainer<RolloutBatch> of(Policy policy, Optimizer optimizer, long seed);
  }

  public static void main(String[] args) {
    ITERATIONS = Integer.parseInt(args[0]); GROUP_SIZE = Integer.parseInt(args[1]); RATE = Float.parseFloat(args[2]);
    long start = System.nanoTime();
    ConfidenceBandit bandit = ConfidenceBandit.of(PROBABILITIES, LEVELS);
    for (Entry entry : entries()) {
      double[] errors = new double[SEEDS];
      double sum = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        errors[seed] = error(bandit, entry, seed);
        sum += errors[seed];
      }
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %s | %.3f |", entry.name(), sum / SEEDS));
      for (double error : errors) {
        line.append(String.format(Locale.ROOT, " %.3f |", error));
      }
      System.out.println(line);
    }
    System.out.printf(Locale.ROOT, "%.1f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static double error(ConfidenceBandit bandit, Entry entry, long seed) {
    try (Policy policy = entry.policy().apply(bandit);
        AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(RATE)))) {
      IterationTrainer<RolloutBatch> trainer = entry.trainer().of(policy, optimizer, seed);
      for (int i = 0; i < ITERATIONS; i++) {
        trainer.iterate(List.of(bandit.play(policy, GROUP_SIZE, seed * 1_000_003 + i)));
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
      entries.add(
          new Entry(
              method.name(),
              ConfidenceBandit::policy,
              (policy, optimizer, seed) ->
                  new GroupTrainer(
                      policy, optimizer, GroupConfig.of(method).withProperScores(ProperScores.DIVIDED), seed)));
    }
    for (Scale scale : Scale.values()) {
      entries.add(
          new Entry(
              "ppo, advantages " + scale.name().toLowerCase(Locale.ROOT),
              ConfidenceBandits::withValues,
              (policy, optimizer, seed) ->
                  PpoTrainer.shared(
                      policy,
                      Optional.empty(),
                      optimizer,
                      PpoConfig.defaults()
                          .withAdvantages(new Advantages(1, 0.95, scale))
                          .withMinibatches(MinibatchConfig.single()),
                      seed)));
    }
    return entries;
  }

  private static Policy withValues(ConfidenceBandit bandit) {
    TablePolicy policy = bandit.policy();
    return TableActorCritic.of(
        policy, TableValueModel.of(new float[(int) policy.vocabularySize()]));
  }
}
