package org.temper.cli.rl;

import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.text.TextCodec;
import org.temper.api.updates.OnPolicySource;
import org.temper.data.PromptCompletion;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.SamplingConfig;

/** The episodes of a run, to learn from and to measure on: of tasks, or in an environment. */
interface Episodes {

  /** Settles the episodes of a run once its model is there. */
  @FunctionalInterface
  interface Maker {

    /**
     * The episodes.
     *
     * @throws IllegalArgumentException if the model cannot play them
     */
    Episodes of(LanguageModel model);
  }

  /**
   * The most tokens of things.
   *
   * @param action what the policy says at once
   * @param completion all that the policy says in an episode
   * @param episode an episode with all that is in it
   */
  record Lengths(int action, int completion, int episode) {}

  /** How long they become. */
  Lengths lengths();

  /** A line on them. */
  String description();

  /** What decides them, the options and what a run's source states itself apart. */
  Map<String, String> identity();

  /** The likely causes where nothing can be learned from them. */
  NothingToLearn.Causes causes();

  /** The program that judges them, where one does. */
  Optional<TrajectoryReward<PromptCompletion>> program(RewardOptions rewards, TextCodec codec);

  /** Those to learn from. */
  OnPolicySource<RolloutBatch> source(
      SamplingConfig sampling, OpenRewards judges, RolloutConfig config);

  /** Those to measure on, scored so many at once beside a reference. */
  HeldOut<?> heldOut(SamplingConfig sampling, OpenRewards judges, Policy reference, int rows);
}
