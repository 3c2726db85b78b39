package org.temper.algorithms.rejection;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.util.Map;
import org.temper.data.BatchConfig;

/**
 * Settings of rejection sampling.
 *
 * @param out the directory that the run writes into
 * @param rounds the most rounds, at least 1
 * @param sampling what a round samples
 * @param training what a round trains on, and from where
 * @param validation how a round is validated
 * @param seed decides tasks, draws and the order of the data
 */
public record RejectionConfig(
    Path out,
    int rounds,
    RoundSampling sampling,
    RoundTraining training,
    RoundValidation validation,
    long seed) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if there is no round
   */
  public RejectionConfig {
    AtLeast.check("rounds", 1, rounds);
  }

  /**
   * Rounds over all tasks, each trained from the base on what it accepted, what earlier rounds
   * accepted and demonstrations in equal shares, to the end.
   *
   * @param out the directory that the run writes into
   * @param rounds the most rounds, at least 1
   * @param samples episodes of each task, at least 0
   * @param updates optimizer updates of a round, at least 1
   * @param batches how many examples an update sees
   * @param seed decides tasks, draws and the order of the data
   * @return the configuration; success is a reward of 1, held-out tasks are played 4 times each
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public static RejectionConfig of(
      Path out, int rounds, int samples, long updates, BatchConfig batches, long seed) {
    return new RejectionConfig(
        out,
        rounds,
        RoundSampling.of(samples),
        RoundTraining.of(updates, batches),
        new RoundValidation(4, Integer.MAX_VALUE),
        seed);
  }

  /**
   * This configuration with so many tasks a round.
   *
   * @param value at least 1
   * @return a new configuration
   */
  public RejectionConfig withTasks(int value) {
    return with(sampling.withTasks(value));
  }

  /**
   * This configuration with another least reward of a success.
   *
   * @param value finite
   * @return a new configuration
   */
  public RejectionConfig withThreshold(double value) {
    return with(sampling.withThreshold(value));
  }

  /**
   * This configuration with so many tasks sampled together.
   *
   * @param value at least 1
   * @return a new configuration
   */
  public RejectionConfig withTasksAtOnce(int value) {
    return with(sampling.withTasksAtOnce(value));
  }

  /**
   * This configuration with other weights to start from.
   *
   * @param value base or last
   * @return a new configuration
   */
  public RejectionConfig withStart(RoundStart value) {
    return with(training.withStart(value));
  }

  /**
   * This configuration with another mixture.
   *
   * @param value what a round trains on
   * @return a new configuration
   */
  public RejectionConfig withShares(DataShares value) {
    return with(training.withShares(value));
  }

  /**
   * This configuration with weights of buckets.
   *
   * @param value by bucket, each above 0; empty for weights by their numbers of examples
   * @return a new configuration
   */
  public RejectionConfig withBucketWeights(Map<String, Double> value) {
    return with(training.withBucketWeights(value));
  }

  /**
   * This configuration with so many episodes of each held-out task, and an end when success there
   * has stopped to rise.
   *
   * @param samples k, at least 1
   * @param patience rounds without a better success after which the run ends, at least 1
   * @return a new configuration
   */
  public RejectionConfig withValidation(int samples, int patience) {
    return new RejectionConfig(
        out, rounds, sampling, training, new RoundValidation(samples, patience), seed);
  }

  private RejectionConfig with(RoundSampling value) {
    return new RejectionConfig(out, rounds, value, training, validation, seed);
  }

  private RejectionConfig with(RoundTraining value) {
    return new RejectionConfig(out, rounds, sampling, value, validation, seed);
  }

  /** What decides the numbers, by name. How many rounds at most is among it. */
  Map<String, String> identity() {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .put("rejection.rounds", Integer.toString(rounds))
        .put("rejection.tasks", Integer.toString(sampling.tasks()))
        .put("rejection.samples", Integer.toString(sampling.samples()))
        .put("rejection.threshold", Double.toString(sampling.threshold()))
        // A policy's numbers may differ in their last digits by which rows it computes together.
        .put("rejection.tasks_at_once", Integer.toString(sampling.tasksAtOnce()))
        .put("rejection.updates", Long.toString(training.updates()))
        .put("rejection.batches", training.batches().toString())
        .put("rejection.start", training.start().toString())
        .put("rejection.shares", training.shares().toString())
        .put("rejection.bucket_weights", training.bucketWeights().toString())
        .put("rejection.validation_samples", Integer.toString(validation.samples()))
        .put("rejection.patience", Integer.toString(validation.patience()))
        .put("rejection.seed", Long.toString(seed))
        .buildOrThrow();
  }
}
