package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;

/**
 * Rotary position embedding: pair i of a head of size d turns by position · θ<sup>−2i/d</sup>.
 *
 * <p>Source: Su et al., RoFormer (arXiv 2104.09864), equation 15.
 *
 * @param theta the base θ, above 1
 * @param scaling the frequency scaling of Llama 3.1 and later, where the model has one
 */
public record RotaryConfig(double theta, Optional<Llama3Scaling> scaling) {

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
   * The angle per position of each pair of a head, scaling applied.
   *
   * @param headSize the head's size, even
   * @return headSize / 2 angles in radians, descending
   * @throws IllegalArgumentException if the head size is not positive and even
   */
  public double[] inverseFrequencies(int headSize) {
    checkArgument(
        headSize > 0 && headSize % 2 == 0,
        "headSize: expected a positive even number, got %s",
        headSize);
    double[] frequencies = new double[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double frequency = Math.pow(theta, -2.0 * i / headSize);
      frequencies[i] = scaling.map(s -> s.scale(frequency)).orElse(frequency);
    }
    return frequencies;
  }

  /**
   * The scaling of rotary frequencies by which Llama 3.1 reads longer texts than it was first
   * trained on: short waves stay, long waves are stretched, those between are interpolated.
   *
   * <p>With wavelength λ = 2π/f and original length L: f stays where L/λ &gt; highFrequencyFactor,
   * becomes f/factor where L/λ &lt; lowFrequencyFactor, and otherwise (1 − s)·f/factor + s·f with s
   * = (L/λ − lowFrequencyFactor) / (highFrequencyFactor − lowFrequencyFactor).
   *
   * @param factor by how much long waves are stretched, at least 1
   * @param lowFrequencyFactor waves longer than L / lowFrequencyFactor are long, positive
   * @param highFrequencyFactor waves shorter than L / highFrequencyFactor are short, above
   *     lowFrequencyFactor
   * @param originalMaxLength L, the length in tokens of the first training, positive
   */
  public record Llama3Scaling(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalMaxLength) {

    /** Checks the factors. */
    public Llama3Scaling {
      checkArgument(
          factor >= 1 && Double.isFinite(factor),
          "factor: expected a number of at least 1, got %s",
          factor);
      checkArgument(
          lowFrequencyFactor > 0 && Double.isFinite(lowFrequencyFactor),
          "lowFrequencyFactor: expected a positive number, got %s",
          lowFrequencyFactor);
      checkArgument(
          highFrequencyFactor > lowFrequencyFactor && Double.isFinite(highFrequencyFactor),
          "highFrequencyFactor: expected a number above lowFrequencyFactor (%s), got %s",
          lowFrequencyFactor,
          highFrequencyFactor);
      checkArgument(
          originalMaxLength > 0,
          "originalMaxLength: expected a positive number, got %s",
          originalMaxLength);
    }

    private double scale(double frequency) {
      double waves = originalMaxLength * frequency / (2 * Math.PI);
      if (waves > highFrequencyFactor) {
        return frequency;
      }
      if (waves < lowFrequencyFactor) {
        return frequency / factor;
      }
      double smooth = (waves - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
      return (1 - smooth) * frequency / factor + smooth * frequency;
    }
  }
}
