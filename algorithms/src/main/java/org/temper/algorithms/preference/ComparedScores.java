package org.temper.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.temper.algorithms.preference.PreferenceModel.ReferenceNumbers;
import org.temper.api.Differentiable;
import org.temper.api.Scores;
import org.temper.losses.PolicyChoices;
import org.temper.losses.ReferenceChoices;

/**
 * Scores of a batch's preferences under a model.
 *
 * @param scores what the model made, owned here
 * @param logProbs [P] and [P, C]
 * @param kept true for each of the P that is a preference, boolean [P]
 * @param rejectedMask true for each rejected one that counts, boolean [P, C]
 * @param chosenTokens tokens of the chosen ones, float32 [P]
 * @param rejectedTokens tokens of the rejected ones, float32 [P, C]
 * @param reference log-probabilities under the reference, where the loss looks at one
 */
record ComparedScores(
    Scores scores,
    PolicyChoices logProbs,
    NDArray kept,
    NDArray rejectedMask,
    NDArray chosenTokens,
    NDArray rejectedTokens,
    Optional<ReferenceNumbers> reference)
    implements Differentiable {

  /** What an objective is asked about. */
  ComparedLogProbs compared() {
    return new ComparedLogProbs(
        logProbs,
        reference.map(
            numbers ->
                new ReferenceChoices(
                    manager().create(numbers.chosen()),
                    manager().create(numbers.rejected(), rejectedMask.getShape()))),
        rejectedMask,
        chosenTokens,
        rejectedTokens);
  }

  @Override
  public NDManager manager() {
    return scores.manager();
  }

  /** {@inheritDoc} Scores that were made without a graph have none. */
  @Override
  public void backward(NDArray loss) {
    ((Differentiable) scores).backward(loss);
  }

  @Override
  public void close() {
    scores.close();
  }
}
