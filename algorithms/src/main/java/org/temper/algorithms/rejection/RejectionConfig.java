package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.util.Map;
import org.temper.data.BatchConfig;

/**
 * Settings of rejection sampling.
 *
 * @param out the directory that the run writes into
 * @param rounds the most rounds, at least 1
 * @param tasks tasks of a round, at least 1; all where there are fewer. Another round draws others
 * @param samples episodes of each task, at least 0; with 0 the demonstrations alone are trained on
 * @param threshold the least reward of a success, finite
 * @param updates optimizer updates of a round, at least 1
 * @param batches how many examples an update sees, and how many of them at once
 * @param start the weights from which the training of a round starts
 * @param shares what a round trains on
 * @param bucketWeights weights of buckets among what was accepted, and among demonstrations, each
 *     above 0; empty for weights by their numbers of examples
 * @param validationSamples k, the episodes of each held-out task, at least 1
 * @param patience rounds without a better success on held-out tasks after which the run ends, at
 *     least 1
 * @param tasksAtOnce tasks that are sampled together, at least 1; what a killed process has to
 *     sample again. Changes no draw
 * @param seed decides tasks, draws and the order of the data
 */
public record RejectionConfig(
    Path out,
    int rounds,
    int tasks,
    int samples,
    double threshold,
    long updates,
    BatchConfig batches,
    RoundStart start,
    DataShares shares,
    Map<String, Double> bucketWeights,
    int validationSamples,
    int patience,
    int tasksAtOnce,
    long seed) {
  private static final int TASKS_AT_ONCE = 16;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public RejectionConfig {
    checkAtLeast("rounds", 1, rounds);
    checkAtLeast("tasks", 1, tasks);
    checkAtLeast("samples", 0, samples);
    checkAtLeast("updates", 1, updates);
    checkAtLeast("validationSamples", 1, validationSamples);
    checkAtLeast("patience", 1, patience);
    checkAtLeast("tasksAtOnce", 1, tasksAtOnce);
    checkArgument(
        Double.isFinite(threshold), "threshold: expected a finite number, got %s", threshold);
    bucketWeights.forEach(
        (bucket, weight) ->
            checkArgument(
                weight > 0 && Double.isFinite(weight),
                "bucketWeights[%s]: expected a finite number above 0, got %s",
                bucket,
                weight));
    bucketWeights = ImmutableSortedMap.copyOf(bucketWeights);
  }

  private static void checkAtLeast(String name, int least, long value) {
    checkArgument(value >= least, "%s: expected at least %s, got %s", name, least, value);
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
   */
  public static RejectionConfig of(
      Path out, int rounds, int samples, long updates, BatchConfig batches, long seed) {
    return new RejectionConfig(
        out,
        rounds,
        Integer.MAX_VALUE,
        samples,
        1,
        updates,
        batches,
        RoundStart.BASE,
        new DataShares(1, 1, 1),
        Map.of(),
        4,
        Integer.MAX_VALUE,
        TASKS_AT_ONCE,
        seed);
  }

  /**
   * This configuration with so many tasks a round.
   *
   * @param value at least 1
   * @return a new configuration
   */
  public RejectionConfig withTasks(int value) {
    return new RejectionConfig(
        out,
        rounds,
        value,
        samples,
        threshold,
        updates,
        batches,
        start,
        shares,
        bucketWeights,
        validationSamples,
        patience,
        tasksAtOnce,
        seed);
  }

  /**
   * This configuration with another least reward of a success.
   *
   * @param value finite
   * @return a new configuration
   */
  public RejectionConfig withThreshold(double value) {
    return new RejectionConfig(
        out,
        rounds,
        tasks,
        samples,
        value,
        updates,
        batches,
        start,
        shares,
        bucketWeights,
        validationSamples,
        patience,
        tasksAtOnce,
        seed);
  }

  /**
   * This configuration with other weights to start from.
   *
   * @param value base or last
   * @return a new configuration
   */
  public RejectionConfig withStart(RoundStart value) {
    return new RejectionConfig(
        out,
        rounds,
        tasks,
        samples,
        threshold,
        updates,
        batches,
        value,
        shares,
        bucketWeights,
        validationSamples,
        patience,
        tasksAtOnce,
        seed);
  }

  /**
   * This configuration with another mixture.
   *
   * @param value what a round trains on
   * @return a new configuration
   */
  public RejectionConfig withShares(DataShares value) {
    return new RejectionConfig(
        out,
        rounds,
        tasks,
        samples,
        threshold,
        updates,
        batches,
        start,
        value,
        bucketWeights,
        validationSamples,
        patience,
        tasksAtOnce,
        seed);
  }

  /**
   * This configuration with weights of buckets.
   *
   * @param value by bucket, each above 0; empty for weights by their numbers of examples
   * @return a new configuration
   */
  public RejectionConfig withBucketWeights(Map<String, Double> value) {
    return new RejectionConfig(
        out,
        rounds,
        tasks,
        samples,
        threshold,
        updates,
        batches,
        start,
        shares,
        value,
        validationSamples,
        patience,
        tasksAtOnce,
        seed);
  }

  /**
   * This configuration with so many episodes of each held-out task, and an end when success there
   * has stopped to rise.
   *
   * @param samples k, at least 1
   * @param rounds rounds without a better success after which the run ends, at least 1
   * @return a new configuration
   */
  public RejectionConfig withValidation(int samples, int rounds) {
    return new RejectionConfig(
        out,
        this.rounds,
        tasks,
        this.samples,
        threshold,
        updates,
        batches,
        start,
        shares,
        bucketWeights,
        samples,
        rounds,
        tasksAtOnce,
        seed);
  }

  /**
   * This configuration with so many tasks sampled together.
   *
   * @param value at least 1
   * @return a new configuration
   */
  public RejectionConfig withTasksAtOnce(int value) {
    return new RejectionConfig(
        out,
        rounds,
        tasks,
        samples,
        threshold,
        updates,
        batches,
        start,
        shares,
        bucketWeights,
        validationSamples,
        patience,
        value,
        seed);
  }

  /** What decides the numbers, by name. How many rounds at most is among it. */
  Map<String, String> identity() {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .put("rejection.rounds", Integer.toString(rounds))
        .put("rejection.tasks", Integer.toString(tasks))
        .put("rejection.samples", Integer.toString(samples))
        .put("rejection.threshold", Double.toString(threshold))
        .put("rejection.updates", Long.toString(updates))
        .put("rejection.batches", batches.toString())
        .put("rejection.start", start.toString())
        .put("rejection.shares", shares.toString())
        .put("rejection.bucket_weights", bucketWeights.toString())
        .put("rejection.validation_samples", Integer.toString(validationSamples))
        .put("rejection.patience", Integer.toString(patience))
        // A policy's numbers may differ in their last digits by which rows it computes together.
        .put("rejection.tasks_at_once", Integer.toString(tasksAtOnce))
        .put("rejection.seed", Long.toString(seed))
        .buildOrThrow();
  }
}
