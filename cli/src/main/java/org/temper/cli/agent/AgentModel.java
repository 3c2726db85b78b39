package org.temper.cli.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.rejection.RejectionMetrics;
import org.temper.algorithms.rejection.TaskEpisodes;
import org.temper.api.TokenSequence;
import org.temper.cli.training.LearningRates;
import org.temper.data.chat.Conversation;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEnvironment;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;

/**
 * A language model that acts in an environment with tools.
 *
 * @param model the model
 * @param play its episodes
 * @param <T> what is known of a task
 */
record AgentModel<T>(LanguageModel model, AgentEpisodes<T> play) implements AutoCloseable {
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
      return new AgentModel<>(
          model,
          AgentEpisodes.of(
              model.policy(),
              model.codec(),
              tasks,
              SamplingConfig.defaults()
                  .withTemperature(temperature)
                  .withMaxNewTokens(AgentEpisodes.TURN_TOKENS)
                  .withMaxRows(ROWS)));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Tasks to play; a task's reward is its environment's. */
  TaskEpisodes<Task<T>> episodes(List<Task<T>> tasks) {
    return TaskEpisodes.of(play.rollouts(), play.of(tasks), new EnvironmentRewards<>())
        .withText(model.codec())
        .withFigure(
            RejectionMetrics.MALFORMED_CALLS,
            episode ->
                episode
                    .environment()
                    .map(environment -> malformed((ToolEnvironment<?>) environment))
                    .orElse(Double.NaN));
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
    return AgentEpisodes.sequences(model.codec(), demonstrations);
  }

  @Override
  public void close() {
    model.close();
  }
}
