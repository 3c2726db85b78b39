package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.CompletionReward;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.data.PromptCompletion;
import org.temper.testkit.EpisodesOf;
import org.temper.testkit.LetterCodec;

class RewardClassesTest {
  private static final LetterCodec CODEC = new LetterCodec();
  private static final PromptCompletion ABOUT_AB = new PromptCompletion("letters", "ab");
  private static final String HERE = RewardClassesTest.class.getName();

  /** A user's reward: how long the completion is. */
  public static final class Length implements TrajectoryReward<PromptCompletion> {
    @Override
    public double reward(PromptCompletion task, Trajectory trajectory) {
      return trajectory.completion().length();
    }
  }

  /** The reference itself. */
  public static final class Same implements Verifier<PromptCompletion> {
    @Override
    public Verdict verify(PromptCompletion task, String completion) {
      return completion.equals(task.completion())
          ? new Verdict.Passed()
          : new Verdict.Failed("another");
    }
  }

  /** How long the text is. */
  public static final class TextLength implements CompletionReward<PromptCompletion> {
    @Override
    public double reward(PromptCompletion task, String completion) {
      return 10 * completion.length();
    }
  }

  /** Of tasks that are no prompts. */
  public static final class OfNumbers implements Verifier<Integer> {
    @Override
    public Verdict verify(Integer task, String completion) {
      return new Verdict.Passed();
    }
  }

  /** Not to be made without an argument. */
  public static final class Wanting implements TrajectoryReward<PromptCompletion> {
    private final double reward;

    /** A reward. */
    public Wanting(double reward) {
      this.reward = reward;
    }

    @Override
    public double reward(PromptCompletion task, Trajectory trajectory) {
      return reward;
    }
  }

  /** Not to be made at all. */
  public static final class Throwing implements TrajectoryReward<PromptCompletion> {
    /** Throws. */
    public Throwing() {
      throw new IllegalStateException("no license");
    }

    @Override
    public double reward(PromptCompletion task, Trajectory trajectory) {
      return 0;
    }
  }

  static final class Hidden implements TrajectoryReward<PromptCompletion> {
    @Override
    public double reward(PromptCompletion task, Trajectory trajectory) {
      return 0;
    }
  }

  @Test
  void rewardsAndVerifiersAreMadeByName() throws Exception {
    Trajectory ab = EpisodesOf.tokens(0, 1);
    assertThat(RewardClasses.reward(HERE + "$Length", CODEC).reward(ABOUT_AB, ab)).isEqualTo(2);
    assertThat(RewardClasses.reward(HERE + "$TextLength", CODEC).reward(ABOUT_AB, ab))
        .isEqualTo(20);
    String verifier = HERE + "$Same";
    assertThat(RewardClasses.reward(verifier, CODEC).reward(ABOUT_AB, ab)).isEqualTo(1);
    assertThat(RewardClasses.verifier(verifier).verify(ABOUT_AB, "ab"))
        .isEqualTo(new Verdict.Passed());
  }

  @Test
  void whatCannotBeMadeIsNamed() {
    assertRefused(
        "org.nowhere.Reward",
        "org.nowhere.Reward: expected a class on the class path (--class-path of a recipe), got"
            + " java.lang.ClassNotFoundException: org.nowhere.Reward");
    assertRefused(
        HERE + "$Wanting",
        HERE + "$Wanting: expected a public constructor without arguments, got none");
    assertRefused(
        HERE + "$Throwing",
        HERE
            + "$Throwing: expected to be constructed, got java.lang.IllegalStateException: no"
            + " license");
    assertRefused(
        HERE + "$Hidden",
        HERE
            + "$Hidden: expected a public class that is not abstract, got static final class "
            + HERE
            + "$Hidden");
    assertRefused(
        HERE + "$OfNumbers",
        HERE
            + "$OfNumbers: expected an implementation of"
            + " org.temper.api.rollouts.TrajectoryReward<org.temper.data.PromptCompletion>,"
            + " org.temper.api.rollouts.CompletionReward<org.temper.data.PromptCompletion> or"
            + " org.temper.api.rollouts.Verifier<org.temper.data.PromptCompletion>, got one of"
            + " [org.temper.api.rollouts.Verifier<java.lang.Integer>]");
    assertThatThrownBy(() -> RewardClasses.verifier(HERE + "$Length"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an implementation of org.temper.api.rollouts.Verifier");
  }

  private static void assertRefused(String className, String message) {
    assertThatThrownBy(() -> RewardClasses.reward(className, CODEC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
