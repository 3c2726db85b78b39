package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The result of a search for β on validation data.
 *
 * @param trials what each candidate reached, in the order in which they were given
 * @param best the trial of the largest figure; of several, the one of the largest β, which stays
 *     nearest to cloning
 */
public record BetaSearch(ImmutableList<Trial> trials, Trial best) {

  /**
   * A candidate and its figure.
   *
   * @param beta β
   * @param figure the validation figure; larger is better
   */
  public record Trial(double beta, double figure) {}

  /**
   * Tries each candidate once, in order.
   *
   * @param candidates values of β, each once and above 0
   * @param validation trains with a β and gives a figure on validation data; larger is better
   * @return all figures and the best
   * @throws IllegalArgumentException if there is no candidate, one is not positive and finite or
   *     stands there twice, or a figure is NaN
   */
  public static BetaSearch over(List<Double> candidates, DoubleUnaryOperator validation) {
    checkArgument(!candidates.isEmpty(), "candidates: expected at least one, got none");
    candidates.forEach(beta -> Positive.check("candidates", beta));
    checkArgument(
        new HashSet<>(candidates).size() == candidates.size(),
        "candidates: expected each once, got %s",
        candidates);
    ImmutableList.Builder<Trial> trials = ImmutableList.builder();
    Trial best = new Trial(candidates.get(0), Double.NEGATIVE_INFINITY);
    for (double beta : candidates) {
      Trial trial = new Trial(beta, validation.applyAsDouble(beta));
      checkArgument(
          !Double.isNaN(trial.figure()), "validation: expected a number at beta %s, got NaN", beta);
      trials.add(trial);
      boolean tied = trial.figure() == best.figure();
      if (trial.figure() > best.figure() || (tied && beta > best.beta())) {
        best = trial;
      }
    }
    return new BetaSearch(trials.build(), best);
  }
}
