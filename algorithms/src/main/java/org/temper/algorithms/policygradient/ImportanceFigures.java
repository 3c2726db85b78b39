package org.temper.algorithms.policygradient;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How far the old policy is from the one that the episodes were drawn from.
 *
 * @param mean mean of the truncated weights over the tokens
 * @param max the largest weight
 * @param effectiveSampleShare Kish's (Σ w)² / Σ w² over the tokens, divided by their number
 */
public record ImportanceFigures(double mean, double max, double effectiveSampleShare) {

  public Map<String, Double> toMap() {
    return ImmutableMap.of(
        "importance_mean", mean,
        "importance_max", max,
        "effective_sample_share", effectiveSampleShare);
  }
}
