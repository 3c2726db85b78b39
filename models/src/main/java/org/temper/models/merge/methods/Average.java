package org.temper.models.merge.methods;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * The weighted mean of the experts' own weights, θ = Σ wᵢθᵢ / Σ wᵢ.
 *
 * <p>Source: Wortsman et al. 2022, <a href="https://arxiv.org/abs/2203.05482">Model soups</a>, the
 * uniform soup; with weights it is what mergekit calls {@code linear}.
 *
 * @param weights not negative, and not all 0
 */
public record Average(ExpertWeights weights) implements MergeMethod {

  /** Checks the weights. */
  public Average {
    checkArgument(
        weights.values().stream().allMatch(weight -> weight >= 0),
        "weights: expected numbers from 0 for an average, got %s",
        weights);
    checkArgument(
        weights.values().isEmpty() || weights.values().stream().anyMatch(weight -> weight > 0),
        "weights: expected a positive number among them, got %s",
        weights);
  }

  /**
   * The mean in which all experts count the same.
   *
   * @return the method
   */
  public static Average uniform() {
    return new Average(ExpertWeights.equal());
  }

  @Override
  public String name() {
    return "average";
  }

  @Override
  public BaseModelUse baseModelUse() {
    return BaseModelUse.NONE;
  }

  @Override
  public void checkExperts(int experts) {
    weights.check(experts);
  }

  @Override
  public Map<String, String> settings() {
    return ImmutableSortedMap.of("weights", weights.toString());
  }
}
