package org.temper.cli.rl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleFunction;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.SaveOptions;
import org.temper.models.optimizer.AdamWConfig;

/** A trainer and all that belongs to it. */
public interface Learner extends AutoCloseable {

  /**
   * What a learner is made of.
   *
   * @param model what is trained; still owned by the caller
   * @param reference what it is held to; still owned by the caller
   * @param maxNewTokens the most tokens of a completion
   * @param seed decides whatever is random
   */
  record Subject(LanguageModel model, Policy reference, int maxNewTokens, long seed) {}

  /** Makes a learner. */
  @FunctionalInterface
  interface Factory {

    /**
     * Makes a learner of a model.
     *
     * @param subject the model, and what it is held to
     * @param optimizer an optimizer's settings for a peak learning rate
     * @return the learner, to be closed by the caller
     */
    Learner open(Subject subject, DoubleFunction<AdamWConfig> optimizer);
  }

  /** Saves what was trained. */
  @FunctionalInterface
  interface Saving {

    /**
     * Saves.
     *
     * @param out the recipe's directory
     * @param options how, with the record of what made it
     * @throws IOException if a file cannot be written
     */
    void save(Path out, SaveOptions options) throws IOException;
  }

  /**
   * A learner of its parts.
   *
   * @param trainer the trainer
   * @param saving saves what was trained
   * @param close frees what was made
   * @return the learner
   */
  static Learner of(IterationTrainer<RolloutBatch> trainer, Saving saving, Runnable close) {
    return new Learner() {
      @Override
      public IterationTrainer<RolloutBatch> trainer() {
        return trainer;
      }

      @Override
      public void save(Path out, SaveOptions options) throws IOException {
        saving.save(out, options);
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  /**
   * The trainer.
   *
   * @return the trainer
   */
  IterationTrainer<RolloutBatch> trainer();

  /**
   * Saves what was trained.
   *
   * @param out the recipe's directory
   * @param options how, with the record of what made it
   * @throws IOException if a file cannot be written
   */
  void save(Path out, SaveOptions options) throws IOException;

  /** Frees what the learner made. */
  @Override
  void close();
}
