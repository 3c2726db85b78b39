package org.temper.models.merge.methods;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * Spherical linear interpolation from a first expert to a second, tensor by tensor: sin((1 − t)Ω) /
 * sin Ω · v₁ + sin(tΩ) / sin Ω · v₂, where Ω is the angle between v₁ and v₂.
 *
 * <p>Source: Shoemake 1985, <i>Animating Rotation with Quaternion Curves</i>; of task vectors, Ramé
 * et al. 2024, <a href="https://arxiv.org/abs/2406.16768">WARP</a>. The weights of models that were
 * trained from one base lie nearly in one direction, so that of weights the result is nearly the
 * average; it is the task vectors that have an angle.
 *
 * @param position t, from 0 for the first expert to 1 for the second
 * @param vectors what is interpolated
 * @param linearAbove the absolute cosine, above 0 and at most 1, above which two vectors are so
 *     nearly parallel that they are interpolated along a straight line
 * @param zero what is done where one of the vectors is 0
 */
public record Slerp(double position, Vectors vectors, double linearAbove, ZeroVector zero)
    implements MergeMethod {
  private static final double MERGEKIT_COSINE = 0.9995;

  /** Where the quotient of sines still has ten correct digits. */
  private static final double NEARLY_ONE = 1 - 1e-12;

  /** What is interpolated. */
  public enum Vectors {
    /** Differences from the base, to which the result is added, as in WARP. */
    TASK_VECTORS,
    /** Weights themselves, without a base, as in mergekit. */
    WEIGHTS
  }

  /** How a vector that has no direction is interpolated. */
  public enum ZeroVector {
    /** Along a straight line. */
    LINEAR,
    /** As if it were at a right angle to the other, as in mergekit. */
    ORTHOGONAL
  }

  /** Checks the numbers. */
  public Slerp {
    checkArgument(
        position >= 0 && position <= 1, "position: expected from 0 to 1, got %s", position);
    checkArgument(
        linearAbove > 0 && linearAbove <= 1,
        "linearAbove: expected above 0 and at most 1, got %s",
        linearAbove);
  }

  /**
   * Interpolation of task vectors, along a straight line only where there is no other.
   *
   * @param position from 0 for the first expert to 1 for the second
   * @return the method
   */
  public static Slerp paper(double position) {
    return new Slerp(position, Vectors.TASK_VECTORS, NEARLY_ONE, ZeroVector.LINEAR);
  }

  /**
   * What mergekit 0.1.5 calls {@code slerp}, whose base is the first expert here.
   *
   * @param position from 0 for the first expert to 1 for the second
   * @return the method
   */
  public static Slerp mergekit(double position) {
    return new Slerp(position, Vectors.WEIGHTS, MERGEKIT_COSINE, ZeroVector.ORTHOGONAL);
  }

  @Override
  public String name() {
    return "slerp";
  }

  @Override
  public BaseModelUse baseModelUse() {
    return vectors == Vectors.TASK_VECTORS ? BaseModelUse.REQUIRED : BaseModelUse.NONE;
  }

  @Override
  public void checkExperts(int experts) {
    checkArgument(
        experts == 2, "experts: expected two to interpolate between for slerp, got %s", experts);
  }

  @Override
  public Map<String, String> settings() {
    return ImmutableSortedMap.of(
        "position", Double.toString(position),
        "vectors", vectors.toString(),
        "linear_above", Double.toString(linearAbove),
        "zero", zero.toString());
  }
}
