package org.temper.models.merge.methods;

/** A way to join the differences of experts from their base, each with a weight. */
public sealed interface TaskVectorMethod extends MergeMethod permits TaskArithmetic, Ties, Dare {

  /**
   * How far the joined task vector is followed.
   *
   * @return λ, finite
   */
  double lambda();

  /**
   * The weights of the task vectors.
   *
   * @return one for each expert
   */
  ExpertWeights weights();

  @Override
  default BaseModelUse baseModelUse() {
    return BaseModelUse.REQUIRED;
  }

  @Override
  default void checkExperts(int experts) {
    weights().check(experts);
  }
}
