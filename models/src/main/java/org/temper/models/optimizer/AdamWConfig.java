package org.temper.models.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import org.temper.api.ParameterSet;

/**
 * Settings of {@link AdamW}.
 *
 * @param learningRate the learning rate of update n, counted from 0; a function of n alone, which
 *     may be asked for any n in any order
 * @param beta1 decay of the running mean of gradients, in [0, 1)
 * @param beta2 decay of the running mean of squared gradients, in [0, 1)
 * @param epsilon what is added to the root of the latter, positive
 * @param weightDecay decoupled weight decay of the parameters that decay, at least 0
 * @param maxGradientNorm the global gradient norm above which gradients are scaled down to it;
 *     infinity clips nothing
 * @param rowUpdates names of the embeddings of which an update touches no row but those that its
 *     gradient reached, as {@link AdamW} says
 */
public record AdamWConfig(
    Tracker learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double maxGradientNorm,
    ImmutableSet<String> rowUpdates) {

  /** Checks the ranges. */
  public AdamWConfig {
    checkArgument(beta1 >= 0 && beta1 < 1, "beta1: expected in [0, 1), got %s", beta1);
    checkArgument(beta2 >= 0 && beta2 < 1, "beta2: expected in [0, 1), got %s", beta2);
    checkArgument(epsilon > 0, "epsilon: expected a positive number, got %s", epsilon);
    checkArgument(weightDecay >= 0, "weightDecay: expected at least 0, got %s", weightDecay);
    checkArgument(
        maxGradientNorm > 0,
        "maxGradientNorm: expected a positive number, got %s",
        maxGradientNorm);
  }

  /**
   * Settings under which all rows are updated.
   *
   * @param learningRate the learning rate of update n, counted from 0
   * @param beta1 decay of the running mean of gradients, in [0, 1)
   * @param beta2 decay of the running mean of squared gradients, in [0, 1)
   * @param epsilon what is added to the root of the latter, positive
   * @param weightDecay decoupled weight decay of the parameters that decay, at least 0
   * @param maxGradientNorm the global gradient norm above which gradients are scaled down to it
   */
  public AdamWConfig(
      Tracker learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double maxGradientNorm) {
    this(learningRate, beta1, beta2, epsilon, weightDecay, maxGradientNorm, ImmutableSet.of());
  }

  /**
   * β₁ 0.9, β₂ 0.999, ε 1e-8, no weight decay, gradients clipped to norm 1, as TRL's trainers.
   *
   * @param learningRate the learning rate of update n, counted from 0
   * @return the settings
   */
  public static AdamWConfig of(Tracker learningRate) {
    return new AdamWConfig(learningRate, 0.9, 0.999, 1e-8, 0, 1);
  }

  /**
   * These settings with another weight decay.
   *
   * @param weightDecay at least 0
   * @return new settings
   */
  public AdamWConfig withWeightDecay(double weightDecay) {
    return new AdamWConfig(
        learningRate, beta1, beta2, epsilon, weightDecay, maxGradientNorm, rowUpdates);
  }

  /**
   * These settings with another clipping norm.
   *
   * @param maxGradientNorm positive
   * @return new settings
   */
  public AdamWConfig withMaxGradientNorm(double maxGradientNorm) {
    return new AdamWConfig(
        learningRate, beta1, beta2, epsilon, weightDecay, maxGradientNorm, rowUpdates);
  }

  /**
   * These settings with embeddings that are updated by the rows that a gradient reached.
   *
   * @param names the parameters, matrices; a recommender's items are {@link
   *     org.temper.models.recommender.RecommenderPolicy#ITEM_TABLE}
   * @return new settings
   */
  public AdamWConfig withRowUpdates(String... names) {
    return new AdamWConfig(
        learningRate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        maxGradientNorm,
        ImmutableSet.copyOf(names));
  }

  void checkRowUpdates(ParameterSet parameters) {
    for (String name : rowUpdates) {
      Shape shape = parameters.get(name).array().getShape();
      checkArgument(
          shape.dimension() == 2,
          "rowUpdates: expected names of matrices, got %s of shape %s",
          name,
          shape);
    }
  }

  /** The settings by name. */
  Map<String, String> identity() {
    ImmutableMap.Builder<String, String> settings = ImmutableMap.builder();
    settings
        .put("algorithm", "adamw")
        .put("learning_rate", LearningRates.statement(learningRate))
        .put("beta1", Double.toString(beta1))
        .put("beta2", Double.toString(beta2))
        .put("epsilon", Double.toString(epsilon))
        .put("weight_decay", Double.toString(weightDecay))
        .put("max_gradient_norm", Double.toString(maxGradientNorm));
    if (!rowUpdates.isEmpty()) {
      settings.put("row_updates", String.join(",", ImmutableSortedSet.copyOf(rowUpdates)));
    }
    return settings.buildOrThrow();
  }
}
