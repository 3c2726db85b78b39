package org.temper.cli.agent;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.rejection.RejectionMetrics;
import org.temper.algorithms.rejection.TaskEpisodes;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.api.TokenSequence;
import org.temper.cli.training.LearningRates;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEnvironment;
import org.temper.environments.tools.ToolEnvironments;
import org.temper.environments.tools.ToolLimits;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;

/**
 * A language model that acts in an environment with tools.
 *
 * @param model the model
 * @param chat its chat template and tokenizer
 * @param environments its environments
 * @param rollouts plays episodes
 * @param <T> what is known of a task
 */
record AgentModel<T>(
    LanguageModel model,
    ConversationTokenization chat,
    ToolEnvironments<T> environments,
    Rollouts rollouts)
    implements AutoCloseable {
  /** Turns of an episode: more than twice as many as the hardest task takes. */
  private static final int TURNS = 12;

  /** Tokens of a turn: more than twice as many as the longest call takes. */
  private static final int TURN_TOKENS = 64;

  /** Episodes that are decoded at once. */
  private static final int ROWS = 64;

  /**
   * Loads a model.
   *
   * @throws IllegalArgumentException if it has no chat template
   */
  static <T> AgentModel<T> load(
      Path directory, AgentTasks<T> tasks, double temperature, DecoderOptions options)
      throws IOException {
    return of(LanguageModel.load(directory, options), tasks, temperature);
  }

  /** A model that acts; it is closed with this, and where this cannot be made. */
  static <T> AgentModel<T> of(LanguageModel model, AgentTasks<T> tasks, double temperature) {
    try {
      checkArgument(
          model.chatFormat().isPresent(),
          "--model: expected a model with a chat template, got none; choose a chat model");
      ConversationTokenization chat =
          ConversationTokenization.of(model.codec(), model.chatFormat().get());
      return new AgentModel<>(
          model,
          chat,
          ToolEnvironments.<T>of(chat, tasks.episodes())
              .withLimits(
                  ToolLimits.defaults().withTurns(TURNS).withTokens(model.policy().maxLength())),
          Rollouts.of(
              model.policy(),
              model.codec(),
              SamplingConfig.defaults()
                  .withTemperature(temperature)
                  .withMaxNewTokens(TURN_TOKENS)
                  .withMaxRows(ROWS),
              TURNS));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Tasks to play; a task's reward is its environment's. */
  TaskEpisodes<Task<T>> episodes(List<Task<T>> tasks) {
    return TaskEpisodes.of(rollouts, environmentTasks(tasks), new EnvironmentRewards<>())
        .withText(model.codec())
        .withFigure(
            RejectionMetrics.MALFORMED_CALLS,
            episode ->
                episode
                    .environment()
                    .map(environment -> malformed((ToolEnvironment<?>) environment))
                    .orElse(Double.NaN));
  }

  List<EnvironmentTask<Task<T>>> environmentTasks(List<Task<T>> tasks) {
    return tasks.stream()
        .map(task -> new EnvironmentTask<>(task.key(), task, () -> environments.of(task)))
        .toList();
  }

  private static double malformed(ToolEnvironment<?> environment) {
    return environment
        .played()
        .map(transcript -> (double) transcript.malformedCalls())
        .orElse(Double.NaN);
  }

  /** AdamW for a model of this size. */
  AdamWConfig optimizer(LearningRates rates, int updates) {
    return rates.optimizer(model.policy().config().parameterCount(), updates);
  }

  List<TokenSequence> sequences(List<Conversation> demonstrations) {
    return demonstrations.stream().map(shown -> chat.sequence(shown)).toList();
  }

  @Override
  public void close() {
    model.close();
  }
}
