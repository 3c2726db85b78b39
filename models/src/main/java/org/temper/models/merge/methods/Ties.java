package org.temper.models.merge.methods;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * TIES: task vectors are trimmed to their largest magnitudes, a sign is elected for each parameter,
 * and the mean of what has that sign is added to the base, θ = θ₀ + λ · mean{τ̂ᵢ : sgn τ̂ᵢ = γ}
 * where γ = sgn Σ τ̂ᵢ.
 *
 * <p>Source: Yadav et al. 2023, <a href="https://arxiv.org/abs/2306.01708">TIES-Merging</a>,
 * algorithm 1, and its public code; weights are mergekit's, and 1 in the paper.
 *
 * @param trim what is kept of each task vector
 * @param consensus the sign, and what becomes of what has it
 * @param lambda how far the joined task vector is followed, λ
 * @param weights of the task vectors, in the election too
 */
public record Ties(Trim trim, SignConsensus consensus, double lambda, ExpertWeights weights)
    implements TaskVectorMethod {

  /** Checks λ. */
  public Ties {
    TaskArithmetic.checkLambda(lambda);
  }

  /**
   * The method of the paper.
   *
   * @param density the share of each task vector that is kept
   * @param lambda how far the joined task vector is followed
   * @return the method
   */
  public static Ties paper(double density, double lambda) {
    return new Ties(Trim.paper(density), SignConsensus.paper(), lambda, ExpertWeights.equal());
  }

  /**
   * What mergekit 0.1.5 calls {@code ties}, with its defaults.
   *
   * @param density the share of each tensor of a task vector that is kept
   * @param lambda how far the joined task vector is followed
   * @return the method
   */
  public static Ties mergekit(double density, double lambda) {
    return new Ties(
        Trim.mergekit(density),
        new SignConsensus(SignConsensus.Agreeing.MEAN, SignConsensus.Undecided.POSITIVE),
        lambda,
        ExpertWeights.equal());
  }

  /**
   * The same with other weights.
   *
   * @param others one for each expert
   * @return the method
   */
  public Ties withWeights(ExpertWeights others) {
    return new Ties(trim, consensus, lambda, others);
  }

  @Override
  public String name() {
    return "ties";
  }

  @Override
  public Map<String, String> settings() {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .put("lambda", Double.toString(lambda))
        .put("weights", weights.toString())
        .put("density", Double.toString(trim.density()))
        .put("trim.scope", trim.scope().toString())
        .put("trim.count", trim.count().toString())
        .put("trim.equal", trim.equal().toString())
        .put("consensus.agreeing", consensus.agreeing().toString())
        .put("consensus.undecided", consensus.undecided().toString())
        .buildOrThrow();
  }
}
