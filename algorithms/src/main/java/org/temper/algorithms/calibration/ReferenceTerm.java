package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.temper.algorithms.calibration.ReferenceScores.Choices;
import org.temper.algorithms.calibration.ReferenceScores.Drawn;
import org.temper.api.items.CandidateScores;
import org.temper.losses.KlEstimators;
import org.temper.losses.ReferenceDivergences;
import org.temper.losses.arrays.Masks;

/**
 * A term that holds a tuned model to its reference on the answers, so that it learns to judge them
 * and goes on to give them.
 *
 * <p>One of {@link ReferenceDivergences}, summed over the tokens of each answer. Of {@link
 * ReferenceScores.Drawn} it is estimated from the tokens themselves: unbiased for answers that the
 * reference drew, and noisy. Of {@link ReferenceScores.Choices} it is the divergence between the
 * choices and all others taken as one: at most that of the whole vocabulary, that itself where the
 * choices are all of it, and without noise, whoever gave the answers.
 *
 * @param divergence from the reference
 * @param coefficient what it is multiplied by, at least 0; at 0 it is measured and no more
 */
public record ReferenceTerm(Divergence divergence, double coefficient) {
  /** A log-probability that adds nothing to any divergence, and has a logarithm's slope. */
  private static final float IMPOSSIBLE = -100;

  /** The least probability of all others together: less is rounding. */
  private static final float LEAST = 1e-6f;

  /** A divergence of a policy π from the reference. */
  public enum Divergence {
    /** KL(π_ref ‖ π): what the reference says must stay likely. */
    FORWARD_KL,
    /** KL(π ‖ π_ref): what the reference does not say must not become likely. */
    REVERSE_KL,
    /**
     * The mean of both to their mixture: bounded, so that a few tokens cannot outweigh all others.
     */
    JENSEN_SHANNON
  }

  /**
   * Checks the coefficient.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public ReferenceTerm {
    checkArgument(
        coefficient >= 0 && Double.isFinite(coefficient),
        "coefficient: expected a number of at least 0, got %s",
        coefficient);
  }

  /**
   * The Jensen–Shannon divergence, as Kapoor et al. 2024 use it.
   *
   * @param coefficient what it is multiplied by, at least 0
   * @return the term
   */
  public static ReferenceTerm jensenShannon(double coefficient) {
    return new ReferenceTerm(Divergence.JENSEN_SHANNON, coefficient);
  }

  /**
   * No term: the divergence is measured where the reference's log-probabilities are there.
   *
   * @return a coefficient of 0
   */
  public static ReferenceTerm none() {
    return jensenShannon(0);
  }

  /** The divergence of each answer before the coefficient, [B]; 0 where it has no reference. */
  NDArray of(CandidateScores scores, CalibrationBatch batch) {
    NDArray drawn = ofDrawn(scores, batch);
    return batch.choices() == 0 ? drawn : drawn.add(ofChoices(scores, batch));
  }

  private NDArray ofDrawn(CandidateScores scores, CalibrationBatch batch) {
    NDManager manager = scores.manager();
    NDArray logProbs = scores.logProbs().get(new NDIndex(":, :, 0"));
    Shape shape = logProbs.getShape();
    float[] reference = new float[(int) shape.size()];
    boolean[] mask = new boolean[reference.length];
    for (int row = 0; row < batch.examples().size(); row++) {
      CalibrationExample example = batch.examples().get(row);
      int start = row * (int) shape.get(1) + example.question().length();
      if (example.reference().orElse(null) instanceof Drawn drawn) {
        for (int t = 0; t < drawn.length(); t++) {
          reference[start + t] = (float) drawn.logProbs().get(t);
          mask[start + t] = true;
        }
      }
    }
    // Outside the answers both are 0.
    NDArray own = Masks.keep(logProbs, manager.create(mask, shape));
    return ofToken(own, manager.create(reference, shape)).sum(new int[] {1});
  }

  private NDArray ofChoices(CandidateScores scores, CalibrationBatch batch) {
    NDManager manager = scores.manager();
    int count = batch.choices();
    NDArray logProbs = scores.logProbs().get(new NDIndex(":, :, :{}", count));
    Shape shape = logProbs.getShape();
    float[] reference = new float[(int) shape.size()];
    Arrays.fill(reference, IMPOSSIBLE);
    boolean[] mask = new boolean[reference.length];
    for (int row = 0; row < batch.examples().size(); row++) {
      CalibrationExample example = batch.examples().get(row);
      int start = row * (int) shape.get(1) + example.question().length();
      if (example.reference().orElse(null) instanceof Choices choices) {
        int each = choices.tokens().length();
        for (int i = 0; i < choices.logProbs().length(); i++) {
          int at = (start + i / each) * count + i % each;
          reference[at] = (float) Math.max(choices.logProbs().get(i), IMPOSSIBLE);
          mask[at] = true;
        }
      }
    }
    NDArray there = manager.create(mask, shape);
    NDArray nowhere = there.logicalNot().toType(DataType.FLOAT32, false).mul(IMPOSSIBLE);
    // Both are impossible where nothing is scored, so that they agree there.
    NDArray own = Masks.keep(logProbs, there).add(nowhere);
    return ofAll(withOthers(own), withOthers(manager.create(reference, shape))).sum(new int[] {1});
  }

  /** The choices, and all that is none of them as one more. */
  private static NDArray withOthers(NDArray logProbs) {
    NDArray others = logProbs.exp().sum(new int[] {2}, true).neg().add(1);
    return logProbs.concat(others.clip(LEAST, 1).log(), 2);
  }

  private NDArray ofToken(NDArray logProbs, NDArray refLogProbs) {
    return switch (divergence) {
      case FORWARD_KL -> ReferenceDivergences.forwardKl(logProbs, refLogProbs);
      case REVERSE_KL -> ReferenceDivergences.reverseKl(logProbs, refLogProbs);
      case JENSEN_SHANNON -> ReferenceDivergences.jensenShannon(logProbs, refLogProbs);
    };
  }

  private NDArray ofAll(NDArray logProbs, NDArray refLogProbs) {
    return switch (divergence) {
      case FORWARD_KL -> ReferenceDivergences.fullForwardKl(logProbs, refLogProbs);
      case REVERSE_KL -> KlEstimators.full(logProbs, refLogProbs);
      case JENSEN_SHANNON -> ReferenceDivergences.fullJensenShannon(logProbs, refLogProbs);
    };
  }
}
