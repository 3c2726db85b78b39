package org.temper.models.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;

/**
 * Settings of {@link RqVae}.
 *
 * @param hidden the widths between the vectors' and the latent one, from the outside in
 * @param latent the width of what is quantized, at least 1
 * @param uniform which levels get all codes used about alike, by Sinkhorn's iterations
 * @param sinkhornEpsilon the weight of the entropy in them, positive
 * @param sinkhornIterations how many there are, at least 1
 * @param commitment β, the weight of drawing latents to their codes, at least 0
 * @param epochs how often each item is seen, at least 1
 * @param batchSize items of an update, at least 1
 * @param learningRate AdamW's, positive
 * @param seed decides first weights and orders
 */
public record RqVaeConfig(
    ImmutableIntArray hidden,
    int latent,
    Uniform uniform,
    double sinkhornEpsilon,
    int sinkhornIterations,
    double commitment,
    int epochs,
    int batchSize,
    double learningRate,
    long seed) {

  /** Checks the ranges. */
  public RqVaeConfig {
    for (int width : hidden.asList()) {
      checkArgument(width >= 1, "hidden: expected widths of at least 1, got %s", hidden);
    }
    checkArgument(latent >= 1, "latent: expected at least 1, got %s", latent);
    checkArgument(
        sinkhornEpsilon > 0,
        "sinkhornEpsilon: expected a positive number, got %s",
        sinkhornEpsilon);
    checkArgument(
        sinkhornIterations >= 1,
        "sinkhornIterations: expected at least 1, got %s",
        sinkhornIterations);
    checkArgument(commitment >= 0, "commitment: expected at least 0, got %s", commitment);
    checkArgument(epochs >= 1, "epochs: expected at least 1, got %s", epochs);
    checkArgument(batchSize >= 1, "batchSize: expected at least 1, got %s", batchSize);
    checkArgument(
        learningRate > 0, "learningRate: expected a positive number, got %s", learningRate);
  }

  /**
   * Two hidden layers of 256 and 128, 32 latent numbers, ε .003 in 50 iterations and β .25 as
   * LETTER's and MiniOneRec's code have them, batches of 1,024 at 1e-3.
   *
   * @param uniform which levels get all codes used about alike
   * @param epochs how often each item is seen
   * @param seed decides first weights and orders
   * @return the settings
   */
  public static RqVaeConfig of(Uniform uniform, int epochs, long seed) {
    return new RqVaeConfig(
        ImmutableIntArray.of(256, 128), 32, uniform, 0.003, 50, 0.25, epochs, 1024, 1e-3, seed);
  }

  /** The levels whose codes are to be used about alike. */
  public enum Uniform {
    /** No level: each item has its nearest codes. */
    NONE,
    /** The last level. */
    LAST,
    /** Every level. */
    ALL;

    boolean includes(int level, int levels) {
      return this == ALL || (this == LAST && level == levels - 1);
    }
  }
}
