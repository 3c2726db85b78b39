package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;

/**
 * Rotary position embedding: pair i of a head of size d turns by position · θ<sup>−2i/d</sup>.
 *
 * <p>Source: Su et al., RoFormer (arXiv 2104.09864), equation 15.
 *
 * @param theta the base θ, above 1
 * @param scaling how frequencies are scaled for long texts, where they are
 */
public record RotaryConfig(double theta, Optional<RotaryScaling> scaling) {

  /** The largest base, {@value}; models in the field stay below 1e9. */
  public static final double MAX_THETA = 1e15;

  /** Checks the base. */
  public RotaryConfig {
    checkArgument(
        theta > 1 && theta <= MAX_THETA,
        "theta: expected a number above 1 and at most %s, got %s",
        MAX_THETA,
        theta);
  }

  /**
   * Rotary embedding without scaling.
   *
   * @param theta the base θ, above 1
   * @return the config
   */
  public static RotaryConfig of(double theta) {
    return new RotaryConfig(theta, Optional.empty());
  }

  /**
   * Rotary embedding with scaling.
   *
   * @param theta the base θ, above 1
   * @param scaling how frequencies are scaled
   * @return the config
   */
  public static RotaryConfig of(double theta, RotaryScaling scaling) {
    return new RotaryConfig(theta, Optional.of(scaling));
  }

  /**
   * The angle per position of each pair of a head, scaling applied, in a sequence so short that its
   * length does not matter.
   *
   * @param headSize the head's size, even
   * @return headSize / 2 angles in radians, descending
   * @throws IllegalArgumentException if the head size is not positive and even
   */
  public double[] inverseFrequencies(int headSize) {
    return inverseFrequencies(headSize, 1);
  }

  /**
   * The angle per position of each pair of a head, scaling applied.
   *
   * @param headSize the head's size, even
   * @param length the tokens of the sequence, positive; matters to {@link RotaryScaling.Dynamic}
   *     alone
   * @return headSize / 2 angles in radians, descending
   * @throws IllegalArgumentException if the head size is not positive and even, or is 2 where it
   *     must be more
   */
  public double[] inverseFrequencies(int headSize, int length) {
    checkArgument(
        headSize > 0 && headSize % 2 == 0,
        "headSize: expected a positive even number, got %s",
        headSize);
    checkArgument(length > 0, "length: expected a positive number, got %s", length);
    return scaling
        .map(s -> s.inverseFrequencies(theta, headSize, length))
        .orElseGet(() -> RotaryScaling.unscaled(theta, headSize));
  }

  /**
   * By what cosine and sine are multiplied.
   *
   * @return a positive number, 1 in all scalings but YaRN
   */
  public double attentionFactor() {
    return scaling.map(RotaryScaling::attentionFactor).orElse(1.0);
  }

  /**
   * The length up to which a sequence's frequencies do not depend on how long it is.
   *
   * @return tokens, {@link Integer#MAX_VALUE} but for {@link RotaryScaling.Dynamic}
   */
  public int steadyLength() {
    return scaling.orElse(null) instanceof RotaryScaling.Dynamic dynamic
        ? dynamic.originalMaxLength()
        : Integer.MAX_VALUE;
  }
}
