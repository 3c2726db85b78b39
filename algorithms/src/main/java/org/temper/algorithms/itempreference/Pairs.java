package org.temper.algorithms.itempreference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.temper.losses.PolicyChoices;
import org.temper.losses.PolicyPair;
import org.temper.losses.ReferenceChoices;
import org.temper.losses.ReferencePair;

/** From places with one chosen and C rejected items to their P·C pairs, and back. */
final class Pairs {
  private static final int[] CHOICES = {1};

  private Pairs() {}

  static PolicyPair of(PolicyChoices choices) {
    return new PolicyPair(
        chosen(choices.chosen(), choices.rejected()), choices.rejected().flatten());
  }

  static ReferencePair of(ReferenceChoices choices) {
    return new ReferencePair(
        chosen(choices.chosen(), choices.rejected()), choices.rejected().flatten());
  }

  private static NDArray chosen(NDArray chosen, NDArray rejected) {
    return chosen.expandDims(1).broadcast(rejected.getShape()).flatten();
  }

  /** Means over each place's pairs that count: [P]; 0 where none does. */
  static NDArray meanOverPairs(NDArray losses, NDArray mask) {
    NDArray ofPlaces = losses.reshape(mask.getShape());
    NDArray none = ofPlaces.zerosLike();
    NDArray counts = NDArrays.where(mask, ofPlaces.stopGradient().onesLike(), none).sum(CHOICES);
    return NDArrays.where(mask, ofPlaces, none).sum(CHOICES).div(counts.maximum(1));
  }

  static void checkPositive(String argument, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value),
        "%s: expected a finite number above 0, got %s",
        argument,
        value);
  }
}
