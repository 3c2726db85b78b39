package org.temper.algorithms.itempreference;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How a policy ranks preferred items, with Δ = log π − log π_ref of an item in its place.
 *
 * @param loss the objective, mean over the places
 * @param accuracy share of the pairs whose chosen item has the larger Δ; a tie is no success, so
 *     that this is 0 where policy and reference are equal
 * @param margin Δ of the chosen item less Δ of the rejected one, mean over the pairs, in nats
 * @param chosenShift Δ of the chosen items, mean over the places, in nats
 * @param rejectedShift Δ of the rejected items, mean over the pairs, in nats
 * @param places how many places there were
 * @param pairs how many pairs of a chosen and a rejected item
 */
public record ItemPreferenceScores(
    double loss,
    double accuracy,
    double margin,
    double chosenShift,
    double rejectedShift,
    long places,
    long pairs) {

  /**
   * The figures by the names that {@code metrics.jsonl} uses.
   *
   * @return names in lower snake case
   */
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("loss", loss)
        .put("accuracy", accuracy)
        .put("margin", margin)
        .put("chosen_shift", chosenShift)
        .put("rejected_shift", rejectedShift)
        .put("places", (double) places)
        .put("pairs", (double) pairs)
        .buildOrThrow();
  }
}
