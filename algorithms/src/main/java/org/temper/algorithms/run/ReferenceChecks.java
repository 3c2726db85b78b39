package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.temper.api.Policy;

/**
 * Checks of references: that their log-probabilities come from one place, a policy or the batches,
 * and that the policy is another one of the same choices.
 */
public final class ReferenceChecks {
  private ReferenceChecks() {}

  /**
   * For a trainer without a reference policy.
   *
   * @param argument the name of the batches
   * @param batches the batches
   * @param reference a batch's log-probabilities
   * @param <B> the batches' type
   * @throws IllegalArgumentException if a batch has none
   */
  public static <B> void checkWith(
      String argument, List<B> batches, Function<B, Optional<?>> reference) {
    for (int i = 0; i < batches.size(); i++) {
      checkArgument(
          reference.apply(batches.get(i)).isPresent(),
          "%s[%s].reference: expected log-probabilities, as the trainer has no reference policy,"
              + " got none",
          argument,
          i);
    }
  }

  /**
   * For a trainer with a reference policy.
   *
   * @param argument the name of the batches
   * @param batches the batches
   * @param reference a batch's log-probabilities
   * @param <B> the batches' type
   * @throws IllegalArgumentException if a batch has some
   */
  public static <B> void checkWithout(
      String argument, List<B> batches, Function<B, Optional<?>> reference) {
    for (int i = 0; i < batches.size(); i++) {
      checkArgument(
          reference.apply(batches.get(i)).isEmpty(),
          "%s[%s].reference: expected none beside a reference policy, got log-probabilities",
          argument,
          i);
    }
  }

  /**
   * For a trainer with a reference policy.
   *
   * @param policy what is trained
   * @param reference what it is held to
   * @throws IllegalArgumentException if they are one, or differ in their vocabularies
   */
  public static void checkOfTokens(Policy policy, Policy reference) {
    check(policy, reference, "vocabulary of %s");
  }

  /**
   * For a trainer of items with a reference policy.
   *
   * @param policy what is trained
   * @param reference what it is held to
   * @throws IllegalArgumentException if they are one, or differ in their catalogs
   */
  public static void checkOfItems(Policy policy, Policy reference) {
    check(policy, reference, "catalog of %s items");
  }

  private static void check(Policy policy, Policy reference, String choices) {
    checkArgument(
        reference != policy,
        "reference: expected a policy that stays as it is, got the trained one");
    checkArgument(
        reference.vocabularySize() == policy.vocabularySize(),
        "reference: expected the policy's " + choices + ", got %s",
        policy.vocabularySize(),
        reference.vocabularySize());
  }
}
