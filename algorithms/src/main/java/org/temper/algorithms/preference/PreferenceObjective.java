package org.temper.algorithms.preference;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * A loss of preferences: of one chosen completion or item against one or several rejected ones. A
 * new loss takes one class, and trains texts and items through {@link PreferenceTrainer}.
 */
public interface PreferenceObjective {

  /** Whether a loss looks at a reference. */
  enum Reference {
    /** The loss compares with a reference, which the trainer has or the batches carry. */
    NEEDED,
    /** The loss looks at the policy alone; a reference is refused. */
    UNUSED
  }

  /**
   * The loss of each preference.
   *
   * @param preferences P preferences of one chosen against C rejected ones
   * @return [P], unreduced; finite where no rejected one counts
   */
  NDArray losses(ComparedLogProbs preferences);

  /**
   * The factor of implicit rewards: a completion's is this times log π − log π_ref.
   *
   * @return the factor, above 0
   */
  double rewardScale();

  /**
   * Whether the loss looks at a reference.
   *
   * @return needed, unless an objective says otherwise
   */
  default Reference reference() {
    return Reference.NEEDED;
  }

  /**
   * Settings of the loss, its name among them as {@code objective}.
   *
   * @return by name
   */
  Map<String, ?> settings();

  /**
   * Direct preference optimization with β = 0.1, as in the paper's experiments on dialogue.
   *
   * @return the objective
   */
  static PreferenceObjective dpo() {
    return dpo(0.1);
  }

  /**
   * Direct preference optimization: the chosen one against each rejected one, averaged over the
   * pairs of a preference.
   *
   * @param beta strength of the pull to the reference, above 0
   * @return the objective
   * @throws IllegalArgumentException if {@code beta} is not positive and finite
   */
  static PreferenceObjective dpo(double beta) {
    return new DpoObjective(beta, 0);
  }

  /**
   * Conservative DPO: labels may be the wrong way round.
   *
   * @param beta strength of the pull to the reference, above 0
   * @param labelSmoothing the probability that a label is the wrong way round, at least 0 and below
   *     0.5
   * @return the objective
   * @throws IllegalArgumentException if a number is out of its range
   */
  static PreferenceObjective dpo(double beta, double labelSmoothing) {
    return new DpoObjective(beta, labelSmoothing);
  }

  /**
   * Identity preference optimization: draws each pair's margin to 1 / (2 tau), averaged over the
   * pairs of a preference.
   *
   * @param tau strength of the pull to the reference, above 0
   * @return the objective
   * @throws IllegalArgumentException if {@code tau} is not positive and finite
   */
  static PreferenceObjective ipo(double tau) {
    return new IpoObjective(tau);
  }

  /**
   * Softmax DPO: the chosen one against all rejected ones at once.
   *
   * @param beta strength of the pull to the reference, above 0
   * @return the objective
   * @throws IllegalArgumentException if {@code beta} is not positive and finite
   */
  static PreferenceObjective sDpo(double beta) {
    return new SoftmaxDpoObjective(beta);
  }
}
