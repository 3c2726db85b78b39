package org.temper.algorithms.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.testkit.EpisodesOf;

class EpisodeTokensProperties {

  @Property
  void rewardsLieOnThePolicysTokensAndSumToTheEpisodes(
      @ForAll @Size(max = 5) List<@IntRange(max = 4) Integer> turns,
      @ForAll @Size(min = 5, max = 5) List<@DoubleRange(min = -10, max = 10) Double> rewards,
      @ForAll @DoubleRange(min = -10, max = 10) double whole) {
    List<Segment> segments = new ArrayList<>();
    segments.add(new Segment.Prompt(ImmutableLongArray.of(1, 2)));
    for (int turn = 0; turn < turns.size(); turn++) {
      OptionalDouble reward =
          turn % 2 == 0 ? OptionalDouble.of(rewards.get(turn)) : OptionalDouble.empty();
      segments.add(EpisodesOf.action(reward, new long[turns.get(turn)]));
      segments.add(new Segment.Observation(ImmutableLongArray.of(3)));
    }
    Trajectory trajectory = new Trajectory(segments, Ending.terminated("done"));
    EpisodeTokens tokens = EpisodeTokens.of(RewardedTrajectory.of(trajectory, whole));
    TokenSequence sequence = trajectory.toSequence();
    boolean[] own = sequence.completion();
    double sum = 0;
    for (int t = 0; t < own.length; t++) {
      sum += tokens.rewards().get(t);
      if (own[t]) {
        assertThat(tokens.logProbs().get(t)).isNegative();
        assertThat(tokens.behaviorLogProbs().get(t)).isNegative();
      } else {
        assertThat(tokens.rewards().get(t)).isZero();
        assertThat(tokens.logProbs().get(t)).isZero();
        assertThat(tokens.behaviorLogProbs().get(t)).isZero();
      }
    }
    assertThat(sum).isCloseTo(trajectory.completion().isEmpty() ? 0 : whole, Offset.offset(1e-9));
  }
}
