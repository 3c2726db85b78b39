package org.temper.losses.arrays;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Checks of the arguments of this package's functions, in one wording. */
public final class ArrayChecks {
  private ArrayChecks() {}

  public static void checkFloating(String argument, NDArray array) {
    checkArgument(
        array.getDataType().isFloating(),
        "%s: expected a floating type, got %s",
        argument,
        array.getDataType());
  }

  public static void checkDimensions(
      String argument, NDArray array, int dimensions, String letters) {
    checkArgument(
        array.getShape().dimension() == dimensions,
        "%s: expected shape %s, got %s",
        argument,
        letters,
        array.getShape());
  }

  public static void checkSameShape(String argument, NDArray array, NDArray like) {
    checkArgument(
        array.getShape().equals(like.getShape()),
        "%s: expected shape %s, got %s",
        argument,
        like.getShape(),
        array.getShape());
  }

  public static void checkMask(String argument, NDArray mask, NDArray values) {
    checkArgument(
        mask.getDataType() == DataType.BOOLEAN,
        "%s: expected boolean, got %s",
        argument,
        mask.getDataType());
    checkSameShape(argument, mask, values);
  }

  public static void checkChoices(NDArray chosen, NDArray rejected) {
    checkFloating("chosen", chosen);
    checkFloating("rejected", rejected);
    checkDimensions("chosen", chosen, 1, "[P]");
    checkDimensions("rejected", rejected, 2, "[P, C]");
    checkArgument(
        rejected.getShape().get(0) == chosen.getShape().get(0),
        "rejected: expected %s rows, as many as chosen, got %s",
        chosen.getShape().get(0),
        rejected.getShape().get(0));
  }

  public static void checkPositive(String argument, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value),
        "%s: expected a positive number, got %s",
        argument,
        value);
  }
}
