package org.temper.models.merge.methods;

import java.util.Map;

/**
 * A way to join experts, models of one architecture that were trained apart, into one model.
 *
 * <p>Where a paper and mergekit differ in what a method is, both are named: a factory {@code paper}
 * and a factory {@code mergekit} choose between them.
 */
public sealed interface MergeMethod permits Average, Slerp, TaskVectorMethod {

  /** Whether a method reads the model that the experts were trained from. */
  enum BaseModelUse {
    /** It is joined without a base. */
    NONE,
    /** It needs one: task vectors are differences from it. */
    REQUIRED
  }

  /**
   * The method's name.
   *
   * @return such as {@code ties}
   */
  String name();

  /**
   * Whether it needs a base.
   *
   * @return what it does with one
   */
  BaseModelUse baseModelUse();

  /**
   * Checks that as many experts can be joined.
   *
   * @param experts how many there are
   * @throws IllegalArgumentException if the method takes another number of them, or has weights for
   *     another
   */
  void checkExperts(int experts);

  /**
   * What decides the result.
   *
   * @return the value of each setting by its name, sorted
   */
  Map<String, String> settings();
}
