package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.util.Map;
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
    return new RunConfig(out, length, seed, 100, 100, Retention.last(2), Map.of());
  }

  /**
   * This configuration with evaluations at another distance.
   *
   * @param updates updates between two, at least 1
   * @return a new configuration
   */
  public RunConfig withEvaluateEvery(long updates) {
    return new RunConfig(out, length, seed, updates, checkpointEvery, retention, settings);
  }

  /**
   * This configuration with checkpoints at another distance.
   *
   * @param updates updates between two, at least 1
   * @return a new configuration
   */
  public RunConfig withCheckpointEvery(long updates) {
    return new RunConfig(out, length, seed, evaluateEvery, updates, retention, settings);
  }

  /**
   * This configuration with another rule of which checkpoints stay.
   *
   * @param rule the rule
   * @return a new configuration
   */
  public RunConfig withRetention(Retention rule) {
    return new RunConfig(out, length, seed, evaluateEvery, checkpointEvery, rule, settings);
  }

  /**
   * This configuration with other settings.
   *
   * @param values whatever else decides the numbers
   * @return a new configuration
   */
  public RunConfig withSettings(Map<String, String> values) {
    return new RunConfig(out, length, seed, evaluateEvery, checkpointEvery, retention, values);
  }

  /**
   * Everything that decides the numbers of the run: the settings, and this configuration's own. How
   * often checkpoints are written and which stay is not among them.
   *
   * @return by name, sorted
   */
  public Map<String, String> identity() {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .putAll(settings)
        .put("run.length", length.toString())
        .put("run.seed", Long.toString(seed))
        .put("run.evaluate_every", Long.toString(evaluateEvery))
        .buildOrThrow();
  }
}
