package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.checkpoints.Retention;

/**
 * How a run goes, whatever its algorithm.
 *
 * @param out the directory that the run writes into
 * @param length how long it is
 * @param seed decides the order of the data
 * @param evaluateEvery updates between evaluations, at least 1; where there is an evaluator it also
 *     runs before the first and after the last update
 * @param checkpointEvery updates between checkpoints, at least 1; one is also written after the
 *     last update
 * @param retention which checkpoints stay
 * @param earlyStopping what ends it before its length, if anything
 * @param settings whatever else decides the numbers and is stated neither by the trainer nor by the
 *     data, such as a program's options; written into each checkpoint, and a resume with others is
 *     refused
 */
public record RunConfig(
    Path out,
    RunLength length,
    long seed,
    long evaluateEvery,
    long checkpointEvery,
    Retention retention,
    Optional<EarlyStopping> earlyStopping,
    Map<String, String> settings) {

  /** Checks and copies. */
  public RunConfig {
    checkArgument(evaluateEvery >= 1, "evaluateEvery: expected at least 1, got %s", evaluateEvery);
    checkArgument(
        checkpointEvery >= 1, "checkpointEvery: expected at least 1, got %s", checkpointEvery);
    checkArgument(
        retention.best().isEmpty() || checkpointEvery % evaluateEvery == 0,
        "checkpointEvery: expected a multiple of evaluateEvery %s, so that each checkpoint has an"
            + " evaluation to be the best by, got %s",
        evaluateEvery,
        checkpointEvery);
    settings = ImmutableSortedMap.copyOf(settings);
  }

  /**
   * A run with an evaluation and a checkpoint each 100 updates, of which the last two stay.
   *
   * @param out the directory that the run writes into
   * @param length how long it is
   * @param seed decides the order of the data
   * @return the configuration
   */
  public static RunConfig of(Path out, RunLength length, long seed) {
    return new RunConfig(
        out, length, seed, 100, 100, Retention.last(2), Optional.empty(), Map.of());
  }

  /**
   * This configuration with evaluations at another distance.
   *
   * @param updates updates between two, at least 1
   * @return a new configuration
   */
  public RunConfig withEvaluateEvery(long updates) {
    return new RunConfig(
        out, length, seed, updates, checkpointEvery, retention, earlyStopping, settings);
  }

  /**
   * This configuration with checkpoints at another distance.
   *
   * @param updates updates between two, at least 1
   * @return a new configuration
   */
  public RunConfig withCheckpointEvery(long updates) {
    return new RunConfig(
        out, length, seed, evaluateEvery, updates, retention, earlyStopping, settings);
  }

  /**
   * This configuration with another rule of which checkpoints stay.
   *
   * @param rule the rule
   * @return a new configuration
   */
  public RunConfig withRetention(Retention rule) {
    return new RunConfig(
        out, length, seed, evaluateEvery, checkpointEvery, rule, earlyStopping, settings);
  }

  /**
   * This configuration with an end before its length, when evaluations have become no better.
   *
   * @param metric a name that the evaluator gives
   * @param direction which values are better
   * @param patience evaluations without a better one after which the run ends, at least 1
   * @return a new configuration
   * @throws IllegalArgumentException if {@code patience} is below 1
   */
  public RunConfig withEarlyStopping(String metric, Retention.Direction direction, int patience) {
    EarlyStopping rule = new EarlyStopping(new Retention.Best(metric, direction), patience);
    return new RunConfig(
        out, length, seed, evaluateEvery, checkpointEvery, retention, Optional.of(rule), settings);
  }

  /**
   * This configuration with other settings.
   *
   * @param values whatever else decides the numbers
   * @return a new configuration
   */
  public RunConfig withSettings(Map<String, String> values) {
    return new RunConfig(
        out, length, seed, evaluateEvery, checkpointEvery, retention, earlyStopping, values);
  }

  /**
   * Everything that decides the numbers of the run: the settings, and this configuration's own. How
   * often checkpoints are written and which stay is not among them.
   *
   * @return by name, sorted
   */
  public Map<String, String> identity() {
    ImmutableSortedMap.Builder<String, String> identity =
        ImmutableSortedMap.<String, String>naturalOrder()
            .putAll(settings)
            .put("run.length", length.toString())
            .put("run.seed", Long.toString(seed))
            .put("run.evaluate_every", Long.toString(evaluateEvery));
    earlyStopping.ifPresent(rule -> identity.put("run.early_stopping", rule.toString()));
    return identity.buildOrThrow();
  }
}
