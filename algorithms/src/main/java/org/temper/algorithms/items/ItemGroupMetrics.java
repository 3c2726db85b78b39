package org.temper.algorithms.items;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.temper.algorithms.metrics.MetricValues;

/**
 * What an iteration on groups of items tells of itself. Means over optimizer updates are over those
 * that were made.
 *
 * @param loss mean over the optimizer updates
 * @param groups what was drawn
 * @param klCoefficient what the penalty was multiplied by, where there is one
 * @param moves how far the policy moved within the iteration
 * @param gradientNorm Euclidean norm of all gradients together before clipping, mean over the
 *     optimizer updates
 * @param learningRate of the last optimizer update; 0 where none was made
 */
public record ItemGroupMetrics(
    double loss,
    Groups groups,
    OptionalDouble klCoefficient,
    Moves moves,
    double gradientNorm,
    double learningRate)
    implements MetricValues {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.<String, String>builder()
          .put("loss", "per item")
          .put("reward", "unit of the reward")
          .put("kl", "nats")
          .put("surprise", "nats")
          .put("groups_without_variance", "share of groups")
          .put("places", "per iteration")
          .put("approximate_kl", "nats")
          .put("clip_low", "share of items")
          .put("clip_high", "share of items")
          .buildOrThrow();

  /**
   * Of the items as they were drawn.
   *
   * @param reward mean reward, without any penalty
   * @param kl k1 against the reference, mean over the items: log π_old − log π_ref
   * @param surprise mean of −log π_old over the items: an estimate of the entropy
   * @param groupsWithoutVariance share of the groups whose rewards are all the same, from which a
   *     group's own baseline learns nothing
   * @param places how many groups there were
   */
  public record Groups(
      double reward, double kl, double surprise, double groupsWithoutVariance, long places) {}

  /**
   * Of the policy in the optimizer updates beside the one that drew the items; means over all items
   * of all updates. The first update's are those of equal policies.
   *
   * @param approximateKl k3 of the old policy against the current one
   * @param ratioMax the largest ratio
   * @param clipLow share of the items that are held at the lower end of the range
   * @param clipHigh share of the items that are held at the upper end of the range
   */
  public record Moves(double approximateKl, double ratioMax, double clipLow, double clipHigh) {}

  @Override
  public Map<String, Double> toMap() {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    map.put("loss", loss)
        .put("reward", groups.reward())
        .put("kl", groups.kl())
        .put("surprise", groups.surprise())
        .put("groups_without_variance", groups.groupsWithoutVariance())
        .put("places", (double) groups.places());
    klCoefficient.ifPresent(coefficient -> map.put("kl_coefficient", coefficient));
    map.put("approximate_kl", moves.approximateKl())
        .put("ratio_max", moves.ratioMax())
        .put("clip_low", moves.clipLow())
        .put("clip_high", moves.clipHigh())
        .put("gradient_norm", gradientNorm)
        .put("learning_rate", learningRate);
    return map.buildOrThrow();
  }
}
