package org.temper.algorithms.group;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.temper.algorithms.policygradient.EpisodeRow;
import org.temper.algorithms.policygradient.Iteration;
import org.temper.algorithms.policygradient.TokenTable;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.TrajectoryGroup;

/** From the rewards of groups to the advantages of their tokens. */
final class GroupComparison {
  private GroupComparison() {}

  /**
   * Advantages of the rows' tokens, float32 [B, T]: each token has that of its episode.
   *
   * @param penalties what is taken off the tokens' rewards, [B, T]; an episode's reward is less by
   *     their sum
   */
  static NDArray advantages(
      NDManager host,
      Iteration iteration,
      Optional<NDArray> penalties,
      AdvantageEstimator estimator) {
    List<TrajectoryGroup> groups = iteration.groups();
    int largest = groups.stream().mapToInt(group -> group.members().size()).max().orElseThrow();
    float[] rewards = new float[groups.size() * largest];
    float[] lengths = new float[rewards.length];
    boolean[] mask = new boolean[rewards.length];
    for (int g = 0; g < groups.size(); g++) {
      List<RewardedTrajectory> members = groups.get(g).members();
      for (int m = 0; m < members.size(); m++) {
        rewards[g * largest + m] = (float) members.get(m).reward();
        lengths[g * largest + m] = members.get(m).trajectory().completion().length();
        mask[g * largest + m] = true;
      }
    }
    List<EpisodeRow> rows = iteration.rows();
    if (penalties.isPresent()) {
      float[] sums = penalties.get().sum(new int[] {1}).toFloatArray();
      for (int i = 0; i < sums.length; i++) {
        rewards[rows.get(i).group() * largest + rows.get(i).member()] -= sums[i];
      }
    }
    Shape shape = new Shape(groups.size(), largest);
    float[] advantages =
        estimator
            .advantages(
                new GroupRewards(
                    host.create(rewards, shape),
                    host.create(mask, shape),
                    host.create(lengths, shape),
                    greedy(host, groups)))
            .toFloatArray();
    return TokenTable.of(
            rows,
            row -> {
              float[] tokens = new float[row.sequence().length()];
              boolean[] own = row.sequence().completion();
              for (int t = 0; t < tokens.length; t++) {
                tokens[t] = own[t] ? advantages[row.group() * largest + row.member()] : 0;
              }
              return tokens;
            })
        .toArray(host);
  }

  private static Optional<NDArray> greedy(NDManager host, List<TrajectoryGroup> groups) {
    if (groups.stream().anyMatch(group -> group.greedyReward().isEmpty())) {
      return Optional.empty();
    }
    float[] rewards = new float[groups.size()];
    for (int g = 0; g < rewards.length; g++) {
      rewards[g] = (float) groups.get(g).greedyReward().orElseThrow();
    }
    return Optional.of(host.create(rewards));
  }
}
