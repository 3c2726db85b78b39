package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;

/**
 * Estimators of what a policy π would earn in the contexts of a log, from the feedback on what a
 * policy μ drew. In formulas w = π(a | x) / μ(a | x) of the logged action a, r is its reward, q the
 * modeled reward, and a mean is over the N rows.
 */
public final class OffPolicyEstimators {
  private OffPolicyEstimators() {}

  /**
   * Inverse propensity scoring: mean(w r). Unbiased where propensities are right and μ draws
   * whatever π does; its variance grows with the weights, and with a constant added to all rewards.
   *
   * @param log the feedback
   * @return the estimate's terms
   * @see <a href="https://doi.org/10.1080/01621459.1952.10483446">Horvitz and Thompson 1952</a>
   */
  public static EstimateTerms ips(LoggedFeedback log) {
    return ips(log, WeightLimit.none());
  }

  /**
   * Inverse propensity scoring with limited weights: mean(limited(w) r).
   *
   * @param log the feedback
   * @param limit of the weights; what it cuts away is a bias
   * @return the estimate's terms
   * @see <a href="https://arxiv.org/abs/1003.0120">Strehl, Langford, Li and Kakade 2010</a>
   */
  public static EstimateTerms ips(LoggedFeedback log, WeightLimit limit) {
    double[] weights = log.weights();
    double[] counted = limited(weights, limit);
    return EstimateTerms.ofMean(
        products(counted, log.rewards()), WeightFigures.of(weights, counted));
  }

  /**
   * Self-normalized inverse propensity scoring: Σ w r / Σ w. Between the smallest and the greatest
   * reward, whatever the weights, and unmoved by a constant added to all; biased by an order of 1 /
   * N.
   *
   * @param log the feedback
   * @return the estimate's terms
   * @see <a
   *     href="https://papers.nips.cc/paper/5748-the-self-normalized-estimator-for-counterfactual-learning">
   *     Swaminathan and Joachims 2015</a>
   */
  public static EstimateTerms snips(LoggedFeedback log) {
    return snips(log, WeightLimit.none());
  }

  /**
   * Self-normalized inverse propensity scoring with limited weights: Σ limited(w) r / Σ limited(w).
   *
   * @param log the feedback
   * @param limit of the weights
   * @return the estimate's terms
   */
  public static EstimateTerms snips(LoggedFeedback log, WeightLimit limit) {
    double[] weights = log.weights();
    double[] counted = limited(weights, limit);
    return new EstimateTerms(
        products(counted, log.rewards()), counted, WeightFigures.of(weights, counted));
  }

  /**
   * The direct method: mean(Σ π(a | x) q(x, a)), what the model says. Rows weigh alike, so that its
   * error is small, and no figure of it tells how wrong the model is.
   *
   * @param model the modeled rewards
   * @return the estimate's terms
   * @see <a href="https://arxiv.org/abs/1103.4601">Dudík, Langford and Li 2011</a>
   */
  public static EstimateTerms directMethod(ModeledRewards model) {
    double[] expected = model.expected().toArray();
    return EstimateTerms.ofMean(expected, WeightFigures.even(expected.length));
  }

  /**
   * Doubly robust: mean(Σ π(a | x) q(x, a) + w (r - q)). Unbiased where the propensities are right
   * or the model is; of less variance than {@link #ips} where q is nearer to r than 0 is.
   *
   * @param log the feedback
   * @param model the modeled rewards of its rows
   * @return the estimate's terms
   * @throws IllegalArgumentException if the model has more or fewer rows
   * @see <a href="https://arxiv.org/abs/1103.4601">Dudík, Langford and Li 2011</a>
   */
  public static EstimateTerms doublyRobust(LoggedFeedback log, ModeledRewards model) {
    return doublyRobust(log, model, WeightLimit.none());
  }

  /**
   * Doubly robust with limited weights: mean(Σ π(a | x) q(x, a) + limited(w) (r - q)).
   *
   * @param log the feedback
   * @param model the modeled rewards of its rows
   * @param limit of the weights; what it cuts away is left to the model
   * @return the estimate's terms
   * @throws IllegalArgumentException if the model has more or fewer rows
   * @see <a href="https://arxiv.org/abs/1907.09623">Su, Dimakopoulou, Krishnamurthy and Dudík 2020
   *     (pessimistic shrinkage)</a>
   */
  public static EstimateTerms doublyRobust(
      LoggedFeedback log, ModeledRewards model, WeightLimit limit) {
    double[] weights = log.weights();
    return corrected(log, model, weights, limited(weights, limit));
  }

  /**
   * SWITCH-DR: mean(Σ π(a | x) q(x, a) + w (r - q) [w ≤ τ]): {@link #doublyRobust} where weights
   * are small, the model alone where they are large. It needs no more of the model than the logged
   * action and the expectation.
   *
   * @param log the feedback
   * @param model the modeled rewards of its rows
   * @param threshold τ, at least 0; 0 is the direct method, infinity is doubly robust. {@link
   *     SwitchThreshold} chooses one
   * @return the estimate's terms; its weights are 0 above the threshold
   * @throws IllegalArgumentException if the model has more or fewer rows, or τ is below 0
   * @see <a href="https://arxiv.org/abs/1612.01205">Wang, Agarwal and Dudík 2017</a>
   */
  public static EstimateTerms switchDoublyRobust(
      LoggedFeedback log, ModeledRewards model, double threshold) {
    checkThreshold(threshold);
    double[] weights = log.weights();
    return corrected(log, model, weights, upTo(weights, threshold));
  }

  /**
   * SWITCH: mean(w r [w ≤ τ] + Σ π(a | x) q(x, a) [w(x, a) > τ]): {@link #ips} where weights are
   * small, the model for all actions whose weights would be large.
   *
   * @param choices the log with all that might have been drawn
   * @param threshold τ, at least 0; infinity is IPS. {@link SwitchThreshold} chooses one
   * @return the estimate's terms; its weights are 0 above the threshold
   * @throws IllegalArgumentException if τ is below 0
   * @see <a href="https://arxiv.org/abs/1612.01205">Wang, Agarwal and Dudík 2017</a>
   */
  public static EstimateTerms switching(LoggedChoices choices, double threshold) {
    checkThreshold(threshold);
    LoggedFeedback log = choices.feedback();
    double[] weights = log.weights();
    double[] counted = upTo(weights, threshold);
    double[] terms = products(counted, log.rewards());
    for (int row = 0; row < terms.length; row++) {
      terms[row] += choices.modeledAbove(row, threshold);
    }
    return EstimateTerms.ofMean(terms, WeightFigures.of(weights, counted));
  }

  private static EstimateTerms corrected(
      LoggedFeedback log, ModeledRewards model, double[] weights, double[] counted) {
    model.checkRows(log);
    double[] terms = model.expected().toArray();
    for (int row = 0; row < terms.length; row++) {
      terms[row] += counted[row] * (log.rewards().get(row) - model.logged().get(row));
    }
    return EstimateTerms.ofMean(terms, WeightFigures.of(weights, counted));
  }

  private static void checkThreshold(double threshold) {
    checkArgument(threshold >= 0, "threshold: expected at least 0, got %s", threshold);
  }

  private static double[] limited(double[] weights, WeightLimit limit) {
    return Arrays.stream(weights).map(limit::limited).toArray();
  }

  private static double[] upTo(double[] weights, double threshold) {
    return Arrays.stream(weights).map(weight -> weight <= threshold ? weight : 0).toArray();
  }

  private static double[] products(double[] weights, ImmutableDoubleArray rewards) {
    double[] products = new double[weights.length];
    for (int row = 0; row < products.length; row++) {
      products[row] = weights[row] * rewards.get(row);
    }
    return products;
  }
}
