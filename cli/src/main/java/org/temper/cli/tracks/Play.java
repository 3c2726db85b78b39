package org.temper.cli.tracks;

import java.util.List;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.updates.OnPolicySource;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/**
 * A way of playing tasks of one kind: how an episode goes, and what in it is the answer.
 *
 * @param <T> what a task is
 */
interface Play<T> {

  /** What tasks are called, in order; no two alike. */
  List<String> ids(List<T> tasks);

  /** A hash of tasks with whatever goals compare answers with. */
  String hash(List<T> tasks);

  /** Iterations of tasks to learn from. */
  OnPolicySource<RolloutBatch> rollouts(
      Sampler sampler,
      HuggingFaceCodec codec,
      List<T> tasks,
      RewardSource<T> rewards,
      RolloutConfig config);

  /** One episode of each task, always the same by the same seed. */
  List<Trajectory> episodes(Sampler sampler, HuggingFaceCodec codec, List<T> tasks, long seed);

  /** The text that goals are met by, or not. */
  String answer(Trajectory episode, HuggingFaceCodec codec);
}
