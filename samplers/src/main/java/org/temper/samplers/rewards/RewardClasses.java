package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.reflect.TypeToken;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.temper.api.Excerpt;
import org.temper.api.TextCodec;
import org.temper.api.rollouts.CompletionReward;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.rollouts.Verifier;
import org.temper.data.PromptCompletion;

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
    TypeToken<?> type = TypeToken.of(find(className));
    if (type.isSubtypeOf(REWARD)) {
      return make(className, REWARD);
    }
    if (type.isSubtypeOf(OF_TEXT)) {
      return VerifierRewards.ofText(make(className, OF_TEXT), codec);
    }
    checkArgument(
        type.isSubtypeOf(VERIFIER),
        "%s: expected an implementation of %s, %s or %s, got one of %s",
        Excerpt.of(className),
        REWARD,
        OF_TEXT,
        VERIFIER,
        interfaces(type));
    return VerifierRewards.of(make(className, VERIFIER), codec);
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
    TypeToken<?> type = TypeToken.of(find(className));
    checkArgument(
        type.isSubtypeOf(VERIFIER),
        "%s: expected an implementation of %s, got one of %s",
        className,
        VERIFIER,
        interfaces(type));
    return make(className, VERIFIER);
  }

  private static Class<?> find(String className) {
    ClassLoader users = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(
          className, true, users == null ? RewardClasses.class.getClassLoader() : users);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(
          Excerpt.of(className)
              + ": expected a class on the class path (--class-path of a recipe), got "
              + Excerpt.of(e),
          e);
    }
  }

  private static <R> R make(String className, TypeToken<R> wanted) {
    Class<?> type = find(className);
    checkArgument(
        Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers()),
        "%s: expected a public class that is not abstract, got %s",
        className,
        type.toGenericString());
    try {
      @SuppressWarnings("unchecked") // the caller has compared the types
      R made = (R) wanted.getRawType().cast(type.getConstructor().newInstance());
      return made;
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          className + ": expected a public constructor without arguments, got none", e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          Excerpt.of(className) + ": expected to be constructed, got " + Excerpt.of(e.getCause()),
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          Excerpt.of(className) + ": expected to be constructed, got " + Excerpt.of(e), e);
    }
  }

  private static String interfaces(TypeToken<?> type) {
    Type[] found =
        type.getTypes().interfaces().stream().map(TypeToken::getType).toArray(Type[]::new);
    return found.length == 0 ? "none" : Arrays.toString(found);
  }
}
