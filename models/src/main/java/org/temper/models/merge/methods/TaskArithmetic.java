package org.temper.models.merge.methods;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * The base with the sum of the task vectors, θ = θ₀ + λ Σ wᵢτᵢ where τᵢ = θᵢ − θ₀.
 *
 * <p>Source: Ilharco et al. 2023, <a href="https://arxiv.org/abs/2212.04089">Editing Models with
 * Task Arithmetic</a>, section 2; the weights are mergekit's, and 1 in the paper. A negative λ
 * takes away what the experts learned.
 *
 * @param lambda how far the sum is followed, λ
 * @param weights of the task vectors
 */
public record TaskArithmetic(double lambda, ExpertWeights weights) implements TaskVectorMethod {

  /** Checks λ. */
  public TaskArithmetic {
    checkLambda(lambda);
  }

  /**
   * The sum in which all experts count the same.
   *
   * @param lambda how far it is followed
   * @return the method
   */
  public static TaskArithmetic of(double lambda) {
    return new TaskArithmetic(lambda, ExpertWeights.equal());
  }

  static void checkLambda(double lambda) {
    checkArgument(Double.isFinite(lambda), "lambda: expected a finite number, got %s", lambda);
  }

  @Override
  public String name() {
    return "task_arithmetic";
  }

  @Override
  public Map<String, String> settings() {
    return ImmutableSortedMap.of("lambda", Double.toString(lambda), "weights", weights.toString());
  }
}
