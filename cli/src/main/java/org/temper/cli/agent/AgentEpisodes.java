package org.temper.cli.agent;


import java.util.List;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.api.Policy;
import org.temper.api.TokenSequence;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEnvironments;
import org.temper.environments.tools.ToolLimits;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;

/**
 * Episodes of a policy in an environment with tools.
 *
 * @param chat the model's chat template and tokenizer
 * @param environments where episodes are played
 * @param rollouts plays them
 * @param <T> what is known of a task
 */
public record AgentEpisodes<T>(
    ConversationTokenization chat, ToolEnvironments<T> environments, Rollouts rollouts) {
  /** Tokens of a turn: more than twice as many as the longest call takes. */
  public static final int TURN_TOKENS = 64;

  /** Turns of an episode: more than twice as many as the hardest task takes. */
  private static final int TURNS = 12;

  /**
   * Episodes of a policy.
   *
   * @param policy the policy; still owned by the caller
   * @param codec its tokenizer, with its chat template beside it; still owned by the caller
   * @param tasks the environment's tasks
   * @param sampling how tokens of a turn are chosen
   * @param <T> what is known of a task
   * @return the episodes
   * @throws IllegalArgumentException if there is no chat template
   */
  public static <T> AgentEpisodes<T> of(
      Policy policy, HuggingFaceCodec codec, AgentTasks<T> tasks, SamplingConfig sampling) {
    ConversationTokenization chat = chat(codec);
    return new AgentEpisodes<>(
        chat,
        ToolEnvironments.<T>of(chat, tasks.episodes())
            .withLimits(ToolLimits.defaults().withTurns(TURNS).withTokens(policy.maxLength())),
        Rollouts.of(policy, codec, sampling, TURNS));
  }

  /**
   * Tasks to play, each in an environment of its own.
   *
   * @param tasks the tasks
   * @return the same, in order
   */
  public List<EnvironmentTask<Task<T>>> of(List<Task<T>> tasks) {
    return tasks.stream()
        .map(task -> new EnvironmentTask<>(task.key(), task, () -> environments.of(task)))
        .toList();
  }

  /** Conversations as a model with a chat template is trained on them. */
  static List<TokenSequence> sequences(HuggingFaceCodec codec, List<Conversation> conversations) {
    ConversationTokenization chat = chat(codec);
    return conversations.stream().map(chat::sequence).toList();
  }

  private static ConversationTokenization chat(HuggingFaceCodec codec) {
    return ConversationTokenization.of(
        codec,
        codec
            .chatFormat()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--model: expected a model with a chat template, got none; choose a chat"
                            + " model")));
  }
}
