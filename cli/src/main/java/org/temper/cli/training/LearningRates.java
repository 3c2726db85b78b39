package org.temper.cli.training;

import org.temper.algorithms.run.Schedules;
import org.temper.models.optimizer.AdamWConfig;

/**
 * Peak learning rates by a model's size, for runs that are given none: larger models bear smaller
 * ones. Up to a million parameters it is the first rate, and between the sizes it falls as a power
 * of the size.
 *
 * @param million the rate at 1 million parameters and fewer
 * @param hundredMillion the rate at 135 million parameters
 * @param billion the rate at 1.3 billion parameters and more
 */
public record LearningRates(double million, double hundredMillion, double billion) {
  private static final double SMALL = 1e6;
  private static final double MIDDLE = 135e6;
  private static final double LARGE = 1.3e9;

  /** Pre-training; from 125 million parameters on as GPT-3 (Brown et al. 2020, table 2.1). */
  public static final LearningRates PRETRAINING = new LearningRates(5e-3, 6e-4, 2e-4);

  /** Supervised fine-tuning of all parameters. */
  public static final LearningRates FINE_TUNING = new LearningRates(1e-3, 2e-5, 1e-5);

  /** Learning from preference pairs, held to a reference. */
  public static final LearningRates PREFERENCES = new LearningRates(1e-4, 2e-6, 1e-6);

  /** Reward models. */
  public static final LearningRates REWARDS = new LearningRates(1e-3, 2e-5, 1e-5);

  /** Reinforcement learning. */
  public static final LearningRates REINFORCEMENT = new LearningRates(1e-3, 3e-6, 1e-6);

  /**
   * One rate, whatever the size.
   *
   * @param rate the peak learning rate, above 0
   * @return the same rate thrice
   */
  public static LearningRates always(double rate) {
    return new LearningRates(rate, rate, rate);
  }

  /**
   * The rate of a model.
   *
   * @param parameters how many it has
   * @return the peak learning rate
   */
  public double of(long parameters) {
    double size = Math.max(SMALL, Math.min(LARGE, (double) parameters));
    return size <= MIDDLE
        ? between(million, hundredMillion, Math.log(size / SMALL) / Math.log(MIDDLE / SMALL))
        : between(hundredMillion, billion, Math.log(size / MIDDLE) / Math.log(LARGE / MIDDLE));
  }

  /**
   * AdamW at the rate of a model, which rises for a twentieth of the updates and falls to a tenth.
   *
   * @param parameters how many it has
   * @param updates how many updates it makes, at least 1
   * @return the settings
   */
  public AdamWConfig optimizer(long parameters, int updates) {
    double rate = of(parameters);
    int warmup = Math.min(updates - 1, Math.max(1, updates / 20));
    return AdamWConfig.of(Schedules.cosine(rate, rate / 10, warmup, updates));
  }

  /**
   * These rates times a factor.
   *
   * @param factor above 0
   * @return new rates
   */
  public LearningRates times(double factor) {
    return new LearningRates(million * factor, hundredMillion * factor, billion * factor);
  }

  private static double between(double from, double to, double share) {
    return share == 0 ? from : share == 1 ? to : from * Math.pow(to / from, share);
  }
}
