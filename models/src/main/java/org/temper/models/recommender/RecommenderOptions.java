package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import org.temper.models.decoder.DecoderOptions;

/**
 * Settings of how a recommender runs.
 *
 * @param device where the weights lie
 * @param dropout the share of numbers that is set to zero in passes that are trained on, and in no
 *     other; in [0, 1)
 * @param seed decides what is dropped and which negatives are drawn, together with the batch: the
 *     same batch meets the same numbers again, so that a resumed run repeats an uninterrupted one
 * @param scoringBytes as in {@link DecoderOptions#scoringBytes}
 */
public record RecommenderOptions(Device device, double dropout, long seed, long scoringBytes) {

  /** Checks the ranges. */
  public RecommenderOptions {
    checkArgument(
        dropout >= 0 && dropout < 1, "dropout: expected a share in [0, 1), got %s", dropout);
    checkArgument(
        scoringBytes > 0, "scoringBytes: expected a positive number, got %s", scoringBytes);
  }

  /**
   * Without dropout.
   *
   * @param device where the weights lie
   * @return the options
   */
  public static RecommenderOptions on(Device device) {
    return new RecommenderOptions(device, 0, 0, DecoderOptions.defaults().scoringBytes());
  }

  /**
   * The same with dropout.
   *
   * @param share what is dropped
   * @param value the seed
   * @return the changed options
   * @throws IllegalArgumentException if the share is outside [0, 1)
   */
  public RecommenderOptions withDropout(double share, long value) {
    return new RecommenderOptions(device, share, value, scoringBytes);
  }
}
