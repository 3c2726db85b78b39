package org.temper.algorithms.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.api.Optimizer;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.losses.ClipRange;
import org.temper.samplers.constraints.ConstrainedSampler;
import org.temper.samplers.constraints.LegalTokens;
import org.temper.samplers.constraints.TokenTrie;
import org.temper.samplers.rewards.RankReward;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

/** Group methods on items of several tokens, drawn under a trie and rewarded by rank. */
class SeveralTokensTest {
  private static final List<long[]> ITEMS =
      List.of(
          new long[] {1, 4},
          new long[] {1, 5},
          new long[] {2, 4},
          new long[] {3, 5},
          new long[] {3, 6});
  private static final int TARGET = 1;
  private static final int GROUP = 16;

  static Stream<GroupMethod> methods() {
    GroupMethod grpo = GroupMethod.grpo();
    return Stream.of(
        grpo,
        with(grpo, "ecpo", PolicyObjective.ecpo(ClipRange.symmetric(0.2), 0.1)),
        with(grpo, "gbpo", PolicyObjective.gbpo()));
  }

  private static GroupMethod with(GroupMethod method, String name, PolicyObjective objective) {
    return new GroupMethod(
        name, method.advantages(), objective, method.reduction(), method.scale());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theItemThatIsChosenBecomesProbable(GroupMethod method) {
    TokenTrie trie = TokenTrie.of(ITEMS);
    List<long[]> prompts = List.of(new long[] {0}, new long[] {7, 0});
    try (TablePolicy policy = TablePolicy.random(8, 3);
        Optimizer descent = GradientDescent.of(policy.parameters(), 1)) {
      GroupTrainer trainer = new GroupTrainer(policy, descent, GroupConfig.of(method), 1);
      ConstrainedSampler sampler = ConstrainedSampler.of(policy, new LegalTokens(trie, 1));
      double before = logProb(policy);
      for (int iteration = 0; iteration < 60; iteration++) {
        List<TrajectoryGroup> groups = new ArrayList<>();
        for (List<Trajectory> drawn : sampler.sample(prompts, GROUP, iteration)) {
          ImmutableIntArray items =
              ImmutableIntArray.copyOf(
                  drawn.stream().mapToInt(t -> trie.sequences(t.completion()).get(0)));
          double[] rewards = RankReward.of(items, TARGET);
          List<RewardedTrajectory> members = new ArrayList<>();
          for (int i = 0; i < rewards.length; i++) {
            members.add(new RewardedTrajectory(drawn.get(i), rewards[i], rewards[i]));
          }
          groups.add(TrajectoryGroup.of("group", members));
        }
        trainer.iterate(Lists.newArrayList(RolloutBatch.of(groups)));
      }
      assertThat(logProb(policy)).isGreaterThan(before + 1).isGreaterThan(Math.log(0.5));
    }
  }

  private static double logProb(TablePolicy policy) {
    try (TokenScores scores =
        policy.evaluate(
            SequenceBatch.of(List.of(TokenSequence.of(new long[] {0}, ITEMS.get(TARGET)))))) {
      return scores.tokenLogProbs().sum().getFloat();
    }
  }
}
