package org.temper.samplers.rewards;

import com.google.common.reflect.TypeToken;
import org.temper.api.rollouts.CompletionReward;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.rollouts.Verifier;
import org.temper.api.text.TextCodec;
import org.temper.data.PromptCompletion;
import org.temper.samplers.calls.NamedClass;

/**
 * Rewards that users wrote, by the name of their class, which the thread's {@linkplain
 * Thread#getContextClassLoader context class loader} finds. Their task is a prompt with the
 * completion that a file gives for it: a reference answer, empty where there is none.
 */
public final class RewardClasses {
  private static final TypeToken<Verifier<PromptCompletion>> VERIFIER = new TypeToken<>() {};
  private static final TypeToken<TrajectoryReward<PromptCompletion>> REWARD = new TypeToken<>() {};

  private static final TypeToken<CompletionReward<PromptCompletion>> OF_TEXT = new TypeToken<>() {};

  private RewardClasses() {}

  /**
   * Makes a reward of a user's class: one of {@code TrajectoryReward<PromptCompletion>}, of {@code
   * CompletionReward<PromptCompletion>}, which sees the text, or of {@code
   * Verifier<PromptCompletion>}, whose verdicts become rewards as in {@link VerifierRewards}. A
   * class that is several of them is used as the first.
   *
   * @param className the name of a public class with a public constructor without arguments, as
   *     {@link Class#forName(String)} takes it
   * @param codec turns completions to text
   * @return the reward
   * @throws IllegalArgumentException if there is no such class, it is none of them, or it cannot be
   *     made
   */
  public static TrajectoryReward<PromptCompletion> reward(String className, TextCodec codec) {
    NamedClass named = NamedClass.find(className);
    TypeToken<?> type = named.firstOf(REWARD, OF_TEXT, VERIFIER);
    if (type.equals(REWARD)) {
      return named.maker(REWARD).get();
    }
    return type.equals(OF_TEXT)
        ? VerifierRewards.ofText(named.maker(OF_TEXT).get(), codec)
        : VerifierRewards.of(named.maker(VERIFIER).get(), codec);
  }

  /**
   * Makes a verifier of a user's class.
   *
   * @param className the name of a public class with a public constructor without arguments, as
   *     {@link Class#forName(String)} takes it
   * @return the verifier
   * @throws IllegalArgumentException if there is no such class, it is no {@code
   *     Verifier<PromptCompletion>}, or it cannot be made
   */
  public static Verifier<PromptCompletion> verifier(String className) {
    NamedClass named = NamedClass.find(className);
    named.firstOf(VERIFIER);
    return named.maker(VERIFIER).get();
  }
}
