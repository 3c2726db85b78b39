package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.util.Set;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;

/**
 * A maker of decoders of item tokens, of one shape.
 *
 * @param width of a state
 * @param layers how many
 * @param heads attention heads of a layer
 * @param maxItems the most items of a history
 * @param device where they are computed
 */
record TokenModels(int width, int layers, int heads, int maxItems, Device device) {
  private static final double NORM_EPSILON = 1e-5;
  private static final double ROTARY_BASE = 10_000;

  TokenModels {
    checkArgument(
        width % heads == 0 && width / heads % 2 == 0,
        "--heads: expected a divisor of the width %s that leaves an even size, got %s",
        width,
        heads);
  }

  /** A model of random weights with space for a history and some items after it. */
  DecoderPolicy random(ItemTokens writing, int itemsAfter, long seed) {
    return DecoderPolicy.random(
        new DecoderConfig(
            writing.vocabularySize(),
            width,
            4 * width,
            layers,
            heads,
            heads,
            width / heads,
            writing.length(maxItems + itemsAfter),
            NORM_EPSILON,
            RotaryConfig.of(ROTARY_BASE),
            Set.of(Feature.TIED_HEAD)),
        seed,
        DecoderOptions.defaults().withDevice(device));
  }
}
