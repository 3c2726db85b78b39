package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A change of rotary frequencies by which a model reads longer texts than it was first trained on.
 *
 * <p>Each computes what transformers 5 computes for the {@code rope_type} of the same name.
 */
public sealed interface RotaryScaling {

  /**
   * The angles per position of pairs of a head.
   *
   * @param theta the base θ
   * @param headSize the head's size d, even
   * @param length the tokens of the sequence, positive
   * @return d / 2 angles in radians
   */
  double[] inverseFrequencies(double theta, int headSize, int length);

  /**
   * By what cosine and sine are multiplied; attention's logits grow by its square.
   *
   * @return 1 in all scalings but YaRN
   */
  default double attentionFactor() {
    return 1;
  }

  /**
   * The most tokens in a sequence of a model that was trained on a number of positions.
   *
   * @param positions {@code max_position_embeddings} of the model's configuration, positive
   * @return tokens
   */
  int maxLength(int positions);

  /**
   * Positions interpolated: every frequency is divided by one factor.
   *
   * <p>Source: Chen et al., Extending Context Window of Large Language Models via Positional
   * Interpolation (arXiv 2306.15595), equation 4.
   *
   * @param factor by how much texts may be longer, at least 1
   */
  record Linear(double factor) implements RotaryScaling {

    /** Checks the factor. */
    public Linear {
      checkFactor(factor);
    }

    @Override
    public double[] inverseFrequencies(double theta, int headSize, int length) {
      double[] frequencies = unscaled(theta, headSize);
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= factor;
      }
      return frequencies;
    }

    @Override
    public int maxLength(int positions) {
      return stretched(positions, factor);
    }
  }

  /**
   * The base grown with the length of the sequence ("dynamic NTK"): a sequence of L tokens turns by
   * the base θ · (s·L/M − (s − 1))<sup>d/(d−2)</sup> with L no less than M, so that sequences of up
   * to M tokens are read as without scaling.
   *
   * <p>Beyond M tokens every token of a sequence turns by the base of the <em>whole</em> sequence,
   * as in one pass of transformers over that sequence alone: a longer continuation changes the
   * log-probabilities of the tokens before it. Other rows of a batch and padding change nothing,
   * where transformers takes the longest row's base for all of them, and keeps it for later
   * batches.
   *
   * @param factor s, at least 1
   * @param originalMaxLength M, the tokens up to which nothing is scaled, positive
   */
  record Dynamic(double factor, int originalMaxLength) implements RotaryScaling {

    /** Checks the factor and the length. */
    public Dynamic {
      checkFactor(factor);
      checkOriginal(originalMaxLength);
    }

    @Override
    public double[] inverseFrequencies(double theta, int headSize, int length) {
      if (length <= originalMaxLength) {
        return unscaled(theta, headSize);
      }
      checkArgument(
          headSize > 2,
          "headSize: expected more than 2 where rotary scaling is dynamic, got %s",
          headSize);
      double growth = factor * length / originalMaxLength - (factor - 1);
      return unscaled(theta * Math.pow(growth, headSize / (headSize - 2.0)), headSize);
    }

    @Override
    public int maxLength(int positions) {
      return stretched(positions, factor);
    }
  }

  /**
   * YaRN: short waves stay, long waves are stretched, those between are interpolated by how often
   * they turn within the original length; attention is sharpened by one factor.
   *
   * <p>A pair turns r times within L tokens at index d · ln(L / 2πr) / (2 ln θ). Pairs below that
   * of {@code betaFast} stay, pairs above that of {@code betaSlow} turn by f / factor, and between
   * them the one goes over into the other by a straight line.
   *
   * <p>Source: Peng et al., YaRN: Efficient Context Window Extension of Large Language Models
   * (arXiv 2309.00071), section 3.
   *
   * @param factor by how much long waves are stretched, at least 1
   * @param originalMaxLength L, the length in tokens of the first training, positive
   * @param betaFast how often a wave turns that stays, at least betaSlow
   * @param betaSlow how often a wave turns that is stretched, positive
   * @param bounds whether the pairs between which the line goes are whole
   * @param attentionFactor by what cosine and sine are multiplied, positive
   */
  record Yarn(
      double factor,
      int originalMaxLength,
      double betaFast,
      double betaSlow,
      Bounds bounds,
      double attentionFactor)
      implements RotaryScaling {

    /** What {@code betaFast} turns, where a model says nothing else. */
    public static final double DEFAULT_BETA_FAST = 32;

    /** What {@code betaSlow} turns, where a model says nothing else. */
    public static final double DEFAULT_BETA_SLOW = 1;

    /** Whether the pairs between which frequencies are interpolated are whole. */
    public enum Bounds {
      /** The lower rounded down, the upper up: {@code truncate} is true, as it mostly is. */
      WHOLE,
      /** As they are. */
      EXACT
    }

    /** Checks the numbers. */
    public Yarn {
      checkFactor(factor);
      checkOriginal(originalMaxLength);
      checkArgument(
          betaSlow > 0 && Double.isFinite(betaSlow),
          "betaSlow: expected a positive number, got %s",
          betaSlow);
      checkArgument(
          betaFast >= betaSlow && Double.isFinite(betaFast),
          "betaFast: expected a number of at least betaSlow (%s), got %s",
          betaSlow,
          betaFast);
      checkArgument(
          attentionFactor > 0 && Float.isFinite((float) attentionFactor),
          "attentionFactor: expected a positive number, got %s",
          attentionFactor);
    }

    /**
     * YaRN as the paper recommends it.
     *
     * @param factor by how much long waves are stretched, at least 1
     * @param originalMaxLength the length in tokens of the first training, positive
     * @return the scaling, its attention factor 0.1 · ln(factor) + 1
     */
    public static Yarn of(double factor, int originalMaxLength) {
      return new Yarn(
          factor,
          originalMaxLength,
          DEFAULT_BETA_FAST,
          DEFAULT_BETA_SLOW,
          Bounds.WHOLE,
          sharpening(factor, 1));
    }

    /**
     * The attention factor of a strength.
     *
     * @param factor by how much long waves are stretched
     * @param strength {@code mscale}, 1 in the paper (its equation 22)
     * @return 0.1 · strength · ln(factor) + 1; 1 where nothing is stretched
     */
    public static double sharpening(double factor, double strength) {
      return factor <= 1 ? 1 : 0.1 * strength * Math.log(factor) + 1;
    }

    @Override
    public double[] inverseFrequencies(double theta, int headSize, int length) {
      double low = pairTurning(betaFast, theta, headSize);
      double high = pairTurning(betaSlow, theta, headSize);
      if (bounds == Bounds.WHOLE) {
        low = Math.floor(low);
        high = Math.ceil(high);
      }
      low = Math.max(low, 0);
      high = Math.min(high, headSize - 1.0);
      if (low == high) {
        high += 0.001;
      }
      double[] frequencies = unscaled(theta, headSize);
      for (int i = 0; i < frequencies.length; i++) {
        double stretched = Math.min(Math.max((i - low) / (high - low), 0), 1);
        frequencies[i] *= stretched / factor + (1 - stretched);
      }
      return frequencies;
    }

    private double pairTurning(double turns, double theta, int headSize) {
      return headSize * Math.log(originalMaxLength / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    @Override
    public int maxLength(int positions) {
      return Math.max(positions, stretched(originalMaxLength, factor));
    }
  }

  /**
   * The scaling of Llama 3.1 and later: short waves stay, long waves are stretched, those between
   * are interpolated.
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
  record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalMaxLength)
      implements RotaryScaling {

    /** Checks the factors. */
    public Llama3 {
      checkFactor(factor);
      checkArgument(
          lowFrequencyFactor > 0 && Double.isFinite(lowFrequencyFactor),
          "lowFrequencyFactor: expected a positive number, got %s",
          lowFrequencyFactor);
      checkArgument(
          highFrequencyFactor > lowFrequencyFactor && Double.isFinite(highFrequencyFactor),
          "highFrequencyFactor: expected a number above lowFrequencyFactor (%s), got %s",
          lowFrequencyFactor,
          highFrequencyFactor);
      checkOriginal(originalMaxLength);
    }

    @Override
    public double[] inverseFrequencies(double theta, int headSize, int length) {
      double[] frequencies = unscaled(theta, headSize);
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] = scale(frequencies[i]);
      }
      return frequencies;
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

    @Override
    public int maxLength(int positions) {
      return positions;
    }
  }

  /** θ<sup>−2i/d</sup> for each pair i of a head of size d. */
  static double[] unscaled(double theta, int headSize) {
    double[] frequencies = new double[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(theta, -2.0 * i / headSize);
    }
    return frequencies;
  }

  private static int stretched(int length, double factor) {
    return (int) Math.min(Integer.MAX_VALUE, Math.floor(length * factor));
  }

  private static void checkFactor(double factor) {
    checkArgument(
        factor >= 1 && Double.isFinite(factor),
        "factor: expected a number of at least 1, got %s",
        factor);
  }

  private static void checkOriginal(int originalMaxLength) {
    checkArgument(
        originalMaxLength > 0,
        "originalMaxLength: expected a positive number, got %s",
        originalMaxLength);
  }
}
