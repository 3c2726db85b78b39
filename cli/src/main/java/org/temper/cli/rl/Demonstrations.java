package org.temper.cli.rl;

import ai.djl.training.tracker.Tracker;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.run.Schedules;
import org.temper.api.TokenSequence;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamWConfig;

/** A short supervised stage that shows a model the form of what is rewarded later. */
public final class Demonstrations {
  private static final int MAX_LENGTH = 64;
  private static final int BATCH = 32;
  private static final double RATE = 3e-3;

  private Demonstrations() {}

  /**
   * Generated questions with their answers.
   *
   * @param part which equations they are of
   * @param seed what makes them
   * @param count how many, at least 0
   * @return distinct questions, each with the equation that answers it
   */
  public static List<PromptCompletion> generate(Part part, long seed, int count) {
    return ArithmeticTasks.of(part, seed).next(count).stream()
        .map(task -> new PromptCompletion(task.question(), task.completion()))
        .toList();
  }

  /**
   * Generated questions to show before other questions of the same seed are learned from.
   *
   * @param seed the seed of those
   * @param count how many, at least 0
   * @return distinct questions of the training split, each with the equation that answers it
   */
  public static List<PromptCompletion> before(long seed, int count) {
    return generate(Part.TRAINING, ~seed, count);
  }

  /**
   * Shows a model questions with their answers, once, the last of them only to measure.
   *
   * @param model what is trained
   * @param shown the questions with their answers, at least one
   * @param origins what the model is
   * @param out where the stage writes; what is there already is gone on with
   * @param seed decides the order
   * @return what was recorded
   */
  public static Trained show(
      LanguageModel model, List<PromptCompletion> shown, Origins origins, Path out, long seed) {
    List<TokenSequence> sequences =
        Tokenization.of(model.codec(), MAX_LENGTH, Overflow.ERROR).sequences(shown).examples();
    int heldOut = Math.max(1, sequences.size() / 16);
    int count = Math.max(1, sequences.size() - heldOut);
    int updates = (count + BATCH - 1) / BATCH;
    int warmup = Math.min(Math.max(1, updates / 20), updates - 1);
    Tracker rate = Schedules.cosine(RATE, RATE / 10, warmup, updates);
    TrainingSettings training =
        new TrainingSettings(
            "demonstrations",
            out,
            Start.RESUMED,
            seed,
            updates,
            BatchConfig.of(Math.min(BATCH, count)),
            AdamWConfig.of(rate),
            updates,
            updates,
            TrainingSettings.EVALUATION_ROWS,
            origins.identity(),
            List.of());
    return Stages.sft(
        model.policy(),
        new Split<>(
            sequences.subList(0, count),
            sequences.subList(sequences.size() - heldOut, sequences.size())),
        training);
  }
}
