package org.temper.algorithms.ppo;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How a policy of items learns from what it drew.
 *
 * @param baseline what rewards are compared with
 * @param objective what is descended; not one of whole sequences, which items do not form
 * @param penalty what it costs to leave the reference
 * @param epochs how often an iteration passes over its groups, at least 1
 * @param minibatches how many optimizer updates a pass makes, at least 1; an iteration's
 *     micro-batches are dealt to them in order, as evenly as they go
 */
public record ItemGroupConfig(
    ItemBaseline baseline,
    PolicyObjective objective,
    ItemKlPenalty penalty,
    int epochs,
    int minibatches) {

  /** Checks the objective and the counts. */
  public ItemGroupConfig {
    checkArgument(
        !(objective instanceof SequenceSurrogate),
        "objective: expected one of single choices, got one of whole sequences");
    checkArgument(epochs >= 1, "epochs: expected at least 1, got %s", epochs);
    checkArgument(minibatches >= 1, "minibatches: expected at least 1, got %s", minibatches);
  }

  /**
   * One pass of one optimizer update, without a penalty.
   *
   * @param baseline what rewards are compared with
   * @param objective what is descended
   * @return the configuration
   * @throws IllegalArgumentException if it is an objective of whole sequences
   */
  public static ItemGroupConfig of(ItemBaseline baseline, PolicyObjective objective) {
    return new ItemGroupConfig(baseline, objective, ItemKlPenalty.none(), 1, 1);
  }

  /**
   * This configuration with a penalty.
   *
   * @param value what it costs to leave the reference
   * @return a new configuration
   */
  public ItemGroupConfig withPenalty(ItemKlPenalty value) {
    return new ItemGroupConfig(baseline, objective, value, epochs, minibatches);
  }

  /**
   * This configuration with more or fewer optimizer updates an iteration.
   *
   * @param passes epochs, at least 1
   * @param updates minibatches of an epoch, at least 1
   * @return a new configuration
   * @throws IllegalArgumentException if one is below 1
   */
  public ItemGroupConfig withUpdates(int passes, int updates) {
    return new ItemGroupConfig(baseline, objective, penalty, passes, updates);
  }
}
