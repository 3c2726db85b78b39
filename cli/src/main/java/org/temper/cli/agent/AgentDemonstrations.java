package org.temper.cli.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;
import org.temper.data.Split;
import org.temper.data.chat.Conversation;
import org.temper.models.hf.LanguageModel;

/**
 * A short supervised stage that shows a model how tasks with tools are done.
 *
 * @param name the stage's name, shown beside its progress
 * @param out where it writes
 * @param start whether it goes on from a checkpoint
 * @param seed decides the order of the conversations
 * @param updates how many updates it makes, at least 1
 * @param identity whatever else decides the numbers; a resume with others is refused
 */
public record AgentDemonstrations(
    String name, Path out, Start start, long seed, int updates, Map<String, String> identity) {
  /** Updates that a few demonstrations are gone over in, where nothing else is said. */
  public static final int UPDATES = 40;

  private static final int BATCH = 16;

  /**
   * Shows conversations to a model, four times measured on the way.
   *
   * @param model what is trained; has a chat template
   * @param shown conversations to their end, at least one to train on
   * @return what was recorded
   */
  public Trained show(LanguageModel model, Split<Conversation> shown) {
    return Stages.sft(
        model.policy(),
        new Split<>(
            AgentEpisodes.sequences(model.codec(), shown.train()),
            AgentEpisodes.sequences(model.codec(), shown.heldOut())),
        new TrainingSettings(
            name,
            out,
            start,
            seed,
            updates,
            BatchConfig.of(Math.min(BATCH, shown.train().size())),
            LearningRates.FINE_TUNING.optimizer(model.policy().config().parameterCount(), updates),
            Math.max(1, updates / 4),
            updates,
            TrainingSettings.EVALUATION_ROWS,
            identity,
            List.of()));
  }
}
