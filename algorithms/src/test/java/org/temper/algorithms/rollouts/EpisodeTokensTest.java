package org.temper.algorithms.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.testkit.EpisodesOf;

class EpisodeTokensTest {
  private static final Segment PROMPT = new Segment.Prompt(ImmutableLongArray.of(7, 8));
  private static final Segment ANSWER = new Segment.Observation(ImmutableLongArray.of(9));

  @Test
  void aJudgedWholeLiesOnTheLastTokenOfThePolicy() {
    EpisodeTokens tokens = of(4, PROMPT, action(1, 2), ANSWER, action(3), ANSWER);
    assertThat(tokens.rewards().toArray()).containsExactly(0, 0, 0, 0, 0, 4, 0);
    assertThat(tokens.logProbs().toArray()).containsExactly(0, 0, -1, -2, 0, -1, 0);
    assertThat(tokens.behaviorLogProbs().toArray()).containsExactly(0, 0, -.5, -1, 0, -.5, 0);
  }

  @Test
  void turnsRewardsLieOnTheirTurns() {
    EpisodeTokens tokens =
        of(1.5, PROMPT, rewarded(0.25, 1, 2), ANSWER, action(3), ANSWER, rewarded(-1, 4));
    // The rest: 1.5 - 0.25 + 1 = 2.25, on top of the last turn's own.
    assertThat(tokens.rewards().toArray()).containsExactly(0, 0, 0, .25, 0, 0, 0, 1.25);
  }

  @Test
  void theRewardOfATurnWithoutTokensIsPartOfTheRest() {
    EpisodeTokens tokens = of(3, PROMPT, action(1, 2), rewarded(5));
    assertThat(tokens.rewards().toArray()).containsExactly(0, 0, 0, 3);
  }

  @Test
  void withoutTokensOfThePolicyNothingIsPlaced() {
    assertThat(of(3, PROMPT, action()).rewards().toArray()).containsExactly(0, 0);
    assertThat(of(3, PROMPT).rewards().toArray()).containsExactly(0, 0);
  }

  private static EpisodeTokens of(double reward, Segment... segments) {
    Trajectory trajectory = new Trajectory(List.of(segments), Ending.terminated("done"));
    EpisodeTokens tokens = EpisodeTokens.of(RewardedTrajectory.of(trajectory, reward));
    assertThat(tokens.rewards().length()).isEqualTo(trajectory.toSequence().length());
    return tokens;
  }

  private static Segment action(long... tokens) {
    return EpisodesOf.action(OptionalDouble.empty(), tokens);
  }

  private static Segment rewarded(double reward, long... tokens) {
    return EpisodesOf.action(OptionalDouble.of(reward), tokens);
  }
}
