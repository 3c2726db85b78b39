package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.Differentiable;
import org.temper.api.Optimizer;
import org.temper.api.Scores;
import org.temper.api.Stateful;

/**
 * An updater of a model's parameters: what trainers have in common. It holds the optimizer, the
 * parts that a checkpoint carries and the declarations of the metrics; it accumulates gradients
 * over micro-batches, makes one step, and tallies what is measured on the way. A trainer is left
 * with its loss.
 */
public final class Updater {
  private final Optimizer optimizer;
  private final ImmutableMap<String, Stateful> state;
  private final ImmutableList<Metric> metrics;

  private Updater(
      Optimizer optimizer, ImmutableMap<String, Stateful> state, ImmutableList<Metric> metrics) {
    this.optimizer = optimizer;
    this.state = state;
    this.metrics = metrics;
  }

  /**
   * A micro-batch's share of a loss.
   *
   * @param <S> its scores
   * @param <B> the micro-batches
   */
  @FunctionalInterface
  public interface Share<S, B> {

    /**
     * Computes the share and adds to the tally what is measured beside it, the loss apart.
     *
     * @param scores what the model says of the micro-batch
     * @param microBatch the micro-batch
     * @param tally takes the figures
     * @return a scalar, divided by the global normalizer already: shares add up to the loss
     */
    NDArray of(S scores, B microBatch, MetricTally tally);
  }

  /**
   * An updater. It owns neither of its parts.
   *
   * @param name what the model's parameters are called in checkpoints, such as {@code policy}
   * @param parameters the model's parameters
   * @param optimizer updates them, or some of them
   * @param metrics declarations of what an update gives, by {@link Metric#ofUpdate}
   * @return the updater
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public static Updater of(
      String name, Stateful parameters, Optimizer optimizer, List<Metric> metrics) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    return new Updater(
        optimizer,
        ImmutableMap.of(name, parameters, "optimizer", optimizer),
        ImmutableList.copyOf(metrics));
  }

  /**
   * Makes one optimizer step over all micro-batches together.
   *
   * @param tally from {@link #tally}; holds what the trainer measures of the batch as a whole
   * @param microBatches the parts of the batch
   * @param score scores one; what it gives is closed here
   * @param share its share of the loss
   * @param <B> the micro-batches
   * @param <S> their scores
   * @return the loss and what was tallied, with the gradient's norm and the learning rate; where
   *     the loss or the gradient is not finite no step was made
   */
  public <B, S extends Differentiable> Metrics update(
      MetricTally tally,
      List<B> microBatches,
      Function<? super B, S> score,
      Share<? super S, ? super B> share) {
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer,
            microBatches,
            microBatch -> {
              try (S scored = score.apply(microBatch)) {
                NDArray loss = share.of(scored, microBatch, tally);
                scored.backward(loss);
                return loss.getFloat();
              }
            });
    tally.add(metrics.get(0), outcome.loss());
    tally.add(Metric.GRADIENT_NORM, outcome.step().gradientNorm());
    tally.add(Metric.LEARNING_RATE, outcome.step().learningRate());
    return tally.metrics();
  }

  /**
   * Computes the loss and what is measured beside it, and changes nothing.
   *
   * @param batches the data
   * @param score scores a batch without a graph; what it gives is closed here
   * @param share its share of the loss
   * @param <B> the batches
   * @param <S> their scores
   * @return the loss and what was tallied
   */
  public <B, S extends Scores> Metrics evaluate(
      List<B> batches, Function<? super B, S> score, Share<? super S, ? super B> share) {
    return evaluate(tally(), batches, score, share);
  }

  /**
   * Computes the loss and what is measured beside it, and changes nothing.
   *
   * @param tally from {@link #tally}; holds what the trainer measures of the data as a whole
   * @param batches the data
   * @param score scores a batch without a graph; what it gives is closed here
   * @param share its share of the loss
   * @param <B> the batches
   * @param <S> their scores
   * @return the loss and what was tallied
   */
  public <B, S extends Scores> Metrics evaluate(
      MetricTally tally,
      List<B> batches,
      Function<? super B, S> score,
      Share<? super S, ? super B> share) {
    double loss = 0;
    for (B batch : batches) {
      try (S scored = score.apply(batch)) {
        loss += share.of(scored, batch, tally).getFloat();
      }
    }
    tally.add(metrics.get(0), loss);
    return tally.metrics();
  }

  /**
   * A tally of the declared metrics.
   *
   * @return an empty one
   */
  public MetricTally tally() {
    return new MetricTally(metrics);
  }

  /**
   * Describes the trainer that holds this updater.
   *
   * @param algorithm the trainer's algorithm
   * @param config its settings, which are stated field by field
   * @return the model's parameters and the optimizer, the declared metrics, and the settings as
   *     {@link #identity} states them
   */
  public TrainerDescription description(String algorithm, Record config) {
    return description(
        ImmutableMap.<String, Object>builder()
            .put("algorithm", algorithm)
            .putAll(Settings.fields(config))
            .buildOrThrow());
  }

  /**
   * Describes the trainer that holds this updater.
   *
   * @param settings the trainer's own, by name; a record among them is stated field by field
   * @return the model's parameters and the optimizer, the declared metrics, and the settings as
   *     {@link #identity} states them
   */
  public TrainerDescription description(Map<String, ?> settings) {
    return new TrainerDescription(state, metrics, identity(optimizer, settings));
  }

  /**
   * Settings that decide the numbers, as a resume compares them.
   *
   * @param optimizer its optimizer
   * @param settings the trainer's own, by name
   * @return them as {@code trainer.NAME}, and the optimizer's as {@code optimizer.NAME}
   */
  public static Map<String, String> identity(Optimizer optimizer, Map<String, ?> settings) {
    ImmutableMap.Builder<String, String> identity = ImmutableMap.builder();
    settings.forEach((name, value) -> identity.putAll(Settings.of("trainer." + name, value)));
    optimizer.identity().forEach((name, value) -> identity.put("optimizer." + name, value));
    return identity.buildOrThrow();
  }
}
