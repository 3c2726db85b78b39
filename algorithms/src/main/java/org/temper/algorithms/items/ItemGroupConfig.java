package org.temper.algorithms.items;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.PolicyObjective;

/**
 * How a policy of items learns from what it drew.
 *
 * @param baseline what rewards are compared with
 * @param objective what is descended; not one of whole sequences, which items do not form
 * @param klPenalty what holds the policy to the reference, if anything does; its controller is told
 *     k1 in nats per item, and counts items
 * @param epochs how often an iteration passes over its groups, at least 1
 * @param minibatches how many optimizer updates a pass makes, at least 1; an iteration's
 *     micro-batches are dealt to them in order, as evenly as they go
 * @param maxKl where the policy has moved further than this from the one that drew, by the k3
 *     estimate in nats per item over an optimizer update, the rest of the iteration is left out;
 *     above 0, infinite for never
 */
public record ItemGroupConfig(
    ItemBaseline baseline,
    PolicyObjective objective,
    Optional<KlPenalty> klPenalty,
    int epochs,
    int minibatches,
    double maxKl) {

  /** Checks the objective and the numbers. */
  public ItemGroupConfig {
    checkArgument(
        objective.unit() == PolicyObjective.Unit.CHOICE,
        "objective: expected one of single choices, got one of whole sequences");
    checkArgument(epochs >= 1, "epochs: expected at least 1, got %s", epochs);
    checkArgument(minibatches >= 1, "minibatches: expected at least 1, got %s", minibatches);
    checkArgument(maxKl > 0, "maxKl: expected above 0, got %s", maxKl);
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
    return new ItemGroupConfig(
        baseline, objective, Optional.empty(), 1, 1, Double.POSITIVE_INFINITY);
  }

  /**
   * This configuration with a penalty.
   *
   * @param penalty what holds the policy to the reference
   * @return a new configuration
   */
  public ItemGroupConfig withKlPenalty(KlPenalty penalty) {
    return new ItemGroupConfig(
        baseline, objective, Optional.of(penalty), epochs, minibatches, maxKl);
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
    return new ItemGroupConfig(baseline, objective, klPenalty, passes, updates, maxKl);
  }

  /**
   * This configuration with a bound on how far the policy moves in an iteration.
   *
   * @param kl nats per item, above 0
   * @return a new configuration
   * @throws IllegalArgumentException if it is not above 0
   */
  public ItemGroupConfig withMaxKl(double kl) {
    return new ItemGroupConfig(baseline, objective, klPenalty, epochs, minibatches, kl);
  }

  /** Settings that decide the numbers. */
  Map<String, Object> identity() {
    return ImmutableMap.<String, Object>builder()
        .put("baseline", baseline)
        .putAll(objective.identity())
        .putAll(KlPenalty.identity(klPenalty))
        .put("passes", epochs)
        .put("minibatches", minibatches)
        .put("max_kl", maxKl)
        .buildOrThrow();
  }
}
