package org.temper.examples.rl;

import ai.djl.training.tracker.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.run.Schedules;
import org.temper.api.TokenSequence;
import org.temper.examples.training.Stages;
import org.temper.examples.training.TrainingPlan;
import org.temper.examples.training.TrainingPlan.Start;
import org.temper.models.AdamWConfig;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.data.BatchConfig;
import org.temper.samplers.data.PromptCompletion;
import org.temper.samplers.data.Split;
import org.temper.samplers.data.Tokenization;
import org.temper.samplers.data.Tokenization.Overflow;

/** A short supervised stage that shows a model the form of what is rewarded later. */
final class Demonstrations {
  private static final int MAX_LENGTH = 64;
  private static final int BATCH = 32;
  private static final double RATE = 3e-3;

  private Demonstrations() {}

  /** Shows a model questions with their answers, once, the last of them only to measure. */
  static void show(LanguageModel model, List<PromptCompletion> shown, Path out, long seed) {
    List<TokenSequence> sequences =
        Tokenization.of(model.codec(), MAX_LENGTH, Overflow.ERROR).sequences(shown).examples();
    int heldOut = Math.max(1, sequences.size() / 16);
    int count = Math.max(1, sequences.size() - heldOut);
    int updates = (count + BATCH - 1) / BATCH;
    int warmup = Math.min(Math.max(1, updates / 20), updates - 1);
    Tracker rate = Schedules.cosine(RATE, RATE / 10, warmup, updates);
    TrainingPlan plan =
        new TrainingPlan(
            "demonstrations",
            out,
            Start.RESUMED,
            seed,
            updates,
            BatchConfig.of(Math.min(BATCH, count)),
            AdamWConfig.of(rate),
            updates,
            updates,
            Map.of());
    Stages.sft(
        model.policy(),
        new Split<>(
            sequences.subList(0, count),
            sequences.subList(sequences.size() - heldOut, sequences.size())),
        plan);
  }
}
