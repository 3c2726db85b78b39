package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * The passes over an iteration's episodes, and their parts.
 *
 * @param epochs passes over the episodes, at least 1
 * @param minibatches optimizer updates in a pass, at least 1; fewer where there are fewer episodes
 * @param rowsAtOnce the most episodes that are scored at once, at least 1: what bounds memory
 * @param maxKl where the policy has moved further than this from the one that the iteration began
 *     with, by the k3 estimate in nats a token over a minibatch, the rest of the iteration is left
 *     out; above 0, infinite for never
 */
public record MinibatchConfig(int epochs, int minibatches, int rowsAtOnce, double maxKl) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public MinibatchConfig {
    checkArgument(epochs >= 1, "epochs: expected at least 1, got %s", epochs);
    checkArgument(minibatches >= 1, "minibatches: expected at least 1, got %s", minibatches);
    checkArgument(rowsAtOnce >= 1, "rowsAtOnce: expected at least 1, got %s", rowsAtOnce);
    checkArgument(maxKl > 0, "maxKl: expected above 0, got %s", maxKl);
  }

  /**
   * One pass and one update, 64 episodes at once.
   *
   * @return the configuration
   */
  public static MinibatchConfig single() {
    return new MinibatchConfig(1, 1, 64, Double.POSITIVE_INFINITY);
  }

  /**
   * With another number of passes.
   *
   * @param passes at least 1
   * @return a new configuration
   */
  public MinibatchConfig withEpochs(int passes) {
    return new MinibatchConfig(passes, minibatches, rowsAtOnce, maxKl);
  }

  /**
   * With another number of updates in a pass.
   *
   * @param updates at least 1
   * @return a new configuration
   */
  public MinibatchConfig withMinibatches(int updates) {
    return new MinibatchConfig(epochs, updates, rowsAtOnce, maxKl);
  }

  /**
   * With another bound on what is scored at once.
   *
   * @param rows at least 1
   * @return a new configuration
   */
  public MinibatchConfig withRowsAtOnce(int rows) {
    return new MinibatchConfig(epochs, minibatches, rows, maxKl);
  }

  /**
   * With a bound on how far the policy moves in an iteration.
   *
   * @param kl nats a token, above 0
   * @return a new configuration
   */
  public MinibatchConfig withMaxKl(double kl) {
    return new MinibatchConfig(epochs, minibatches, rowsAtOnce, kl);
  }

  /**
   * Settings that decide the numbers.
   *
   * @return all of them, by name
   */
  public Map<String, Object> identity() {
    return ImmutableMap.of(
        "passes", epochs, "minibatches", minibatches, "rows_at_once", rowsAtOnce, "max_kl", maxKl);
  }
}
