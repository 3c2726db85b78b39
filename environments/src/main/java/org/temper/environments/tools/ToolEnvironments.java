package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Supplier;
import org.temper.api.Seeds;
import org.temper.data.chat.ConversationTokenization;
import org.temper.environments.Task;
import org.temper.environments.calls.CallSyntax;

/**
 * Environments with tools of one kind: a plain object an episode, whose annotated methods the
 * policy may call, as the token-level environments that rollouts play.
 *
 * <p>Where the template takes tools and writes calls in a known {@link CallSyntax}, tools, calls
 * and results are written by it. Where it does not, tools are described before the first message,
 * calls are expected as {@linkplain CallSyntax#JSON plain JSON}, and results are what the user says
 * next.
 *
 * @param <T> what is known of a task
 */
public final class ToolEnvironments<T> implements TaskEnvironments<T> {
  private static final String TASK = "tool-environment-task";

  private final EpisodeParts<T> parts;

  private ToolEnvironments(EpisodeParts<T> parts) {
    this.parts = parts;
  }

  /**
   * Environments of objects, under the {@linkplain ToolLimits#defaults usual limits}.
   *
   * @param tokenization the model's template and tokenizer
   * @param episodes makes the object of an episode, a new one each time: public methods annotated
   *     with {@link org.temper.data.chat.Tool} are its tools, or it is a {@link Toolbox} itself;
   *     where it is a {@link ToolEpisode} it knows the task and may reward; where it is {@link
   *     AutoCloseable} it is closed
   * @param <T> what is known of a task
   * @return the environments
   */
  public static <T> ToolEnvironments<T> of(
      ConversationTokenization tokenization, Supplier<?> episodes) {
    return new ToolEnvironments<>(
        new EpisodeParts<>(
            episodes,
            ToolDialog.of(tokenization),
            new TurnText(tokenization.codec()),
            ToolLimits.defaults(),
            ImmutableList.of()));
  }

  /**
   * The same under other limits.
   *
   * @param value the limits
   * @return new environments
   */
  public ToolEnvironments<T> withLimits(ToolLimits value) {
    return with(parts.dialog(), value, parts.rewards());
  }

  /**
   * The same with calls read in another syntax than the template's.
   *
   * @param value the syntax
   * @return new environments
   */
  public ToolEnvironments<T> withSyntax(CallSyntax value) {
    return with(parts.dialog().withSyntax(value), parts.limits(), parts.rewards());
  }

  /**
   * The same with one more reward beside the object's own, which has weight 1.
   *
   * @param name what metrics and traces call it
   * @param weight what it is multiplied by; with 0 it is a metric alone
   * @param reward judges
   * @return new environments
   * @throws IllegalArgumentException if the name is blank or taken, or the weight is not finite
   */
  public ToolEnvironments<T> withReward(
      String name, double weight, TranscriptReward<? super T> reward) {
    boolean taken =
        name.equals(EpisodeRewards.OWN)
            || parts.rewards().stream().anyMatch(other -> other.name().equals(name));
    checkArgument(!taken, "name: expected one that no other reward has, got '%s'", name);
    TranscriptReward<T> narrowed = (task, transcript) -> judge(reward, task, transcript);
    return with(
        parts.dialog(),
        parts.limits(),
        ImmutableList.<WeightedReward<T>>builder()
            .addAll(parts.rewards())
            .add(new WeightedReward<>(name, weight, narrowed))
            .build());
  }

  private ToolEnvironments<T> with(
      ToolDialog dialog, ToolLimits limits, ImmutableList<WeightedReward<T>> rewards) {
    return new ToolEnvironments<>(
        new EpisodeParts<>(parts.objects(), dialog, parts.turnText(), limits, rewards));
  }

  private static <S> double judge(
      TranscriptReward<S> reward, Task<? extends S> task, Transcript transcript) throws Exception {
    return reward.reward(ofKind(task), transcript);
  }

  /**
   * How calls are read.
   *
   * @return the syntax
   */
  public CallSyntax syntax() {
    return parts.dialog().syntax();
  }

  /**
   * The limits of an episode.
   *
   * @return the limits
   */
  public ToolLimits limits() {
    return parts.limits();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Rewards are called with it as a task of this kind.
   */
  @Override
  public ToolEnvironment<T> of(Task<? extends T> task) {
    Task<T> same = ofKind(task);
    return new ToolEnvironment<>(seed -> same, parts);
  }

  /**
   * An environment of several tasks.
   *
   * @param tasks the tasks, at least one
   * @return the environment, to be closed by the caller; the seed of an episode draws its task
   * @throws IllegalArgumentException if there is no task
   */
  public ToolEnvironment<T> drawing(List<? extends Task<? extends T>> tasks) {
    checkArgument(!tasks.isEmpty(), "tasks: expected at least one, got none");
    List<Task<? extends T>> copy = ImmutableList.copyOf(tasks);
    return new ToolEnvironment<>(
        seed -> ofKind(copy.get((int) Math.floorMod(Seeds.derive(seed, TASK), (long) copy.size()))),
        parts);
  }

  private static <S> Task<S> ofKind(Task<? extends S> task) {
    return new Task<>(task.key(), task.data(), task.conversation());
  }
}
