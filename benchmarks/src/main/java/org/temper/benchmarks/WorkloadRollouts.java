package org.temper.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/**
 * The rollouts of a workload's iterations: completions of fixed length, drawn from the policy or
 * given by the workload, and their reward, the share of even ids.
 */
final class WorkloadRollouts {
  private final Policy policy;
  private final Sampler sampler;
  private final int groupSize;
  private long iteration;

  WorkloadRollouts(JsonNode workload, Policy policy) {
    this.policy = policy;
    this.sampler =
        Sampler.of(
            policy,
            SamplingConfig.defaults().withMaxNewTokens(workload.path("completionLength").asInt()));
    this.groupSize = workload.path("groupSize").asInt(1);
  }

  RolloutBatch next(JsonNode batch) {
    List<List<Trajectory>> groups = new ArrayList<>();
    if (batch.path(0).has("completions")) {
      batch.forEach(example -> groups.add(given(example)));
    } else {
      List<long[]> prompts = new ArrayList<>();
      batch.forEach(example -> prompts.add(PeerSteps.ids(example.path("prompt"))));
      groups.addAll(sampler.sampleGroups(prompts, groupSize, iteration++));
    }
    return RolloutBatch.of(groups.stream().map(WorkloadRollouts::rewarded).toList());
  }

  private static TrajectoryGroup rewarded(List<Trajectory> group) {
    return TrajectoryGroup.of(
        "prompt",
        group.stream()
            .map(episode -> RewardedTrajectory.of(episode, shareOfEven(episode.completion())))
            .toList());
  }

  private static double shareOfEven(ImmutableLongArray completion) {
    return (double) completion.stream().filter(token -> token % 2 == 0).count()
        / completion.length();
  }

  private List<Trajectory> given(JsonNode example) {
    Segment.Prompt prompt =
        new Segment.Prompt(ImmutableLongArray.copyOf(PeerSteps.ids(example.path("prompt"))));
    List<Trajectory> episodes = new ArrayList<>();
    for (JsonNode completion : example.path("completions")) {
      ImmutableLongArray tokens = ImmutableLongArray.copyOf(PeerSteps.ids(completion));
      ImmutableDoubleArray unknown = ImmutableDoubleArray.copyOf(new double[tokens.length()]);
      ImmutableDoubleArray logProbs = logProbs(episode(prompt, tokens, unknown));
      episodes.add(episode(prompt, tokens, logProbs));
    }
    return episodes;
  }

  /** An episode that came to its own end: the peer never bootstraps. */
  private static Trajectory episode(
      Segment.Prompt prompt, ImmutableLongArray tokens, ImmutableDoubleArray logProbs) {
    return new Trajectory(
        List.of(prompt, new Segment.Action(tokens, logProbs, logProbs, OptionalDouble.empty())),
        Ending.terminated("given"));
  }

  /** What a completion's tokens would have had for log-probabilities if they had been drawn. */
  private ImmutableDoubleArray logProbs(Trajectory episode) {
    try (TokenScores scores = policy.evaluate(SequenceBatch.of(List.of(episode.toSequence())))) {
      float[] all = scores.tokenLogProbs().toFloatArray();
      ImmutableDoubleArray.Builder logProbs = ImmutableDoubleArray.builder();
      for (int t = all.length - episode.completion().length(); t < all.length; t++) {
        logProbs.add(all[t]);
      }
      return logProbs.build();
    }
  }
}
