package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.util.Set;
import org.temper.api.Policy;
import org.temper.api.semantic.SemanticIds;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.onerec.EncoderDecoderConfig;
import org.temper.models.onerec.LazyDecoderConfig;
import org.temper.models.onerec.OneRecPolicy;

/**
 * A maker of models of item tokens, of one shape.
 *
 * @param network what they are
 * @param softmax what a token's probability is a share of
 * @param width of a state
 * @param layers how many
 * @param heads attention heads of a layer
 * @param maxItems the most items of a history
 * @param device where they are computed
 */
record TokenModels(
    Network network,
    Softmax softmax,
    int width,
    int layers,
    int heads,
    int maxItems,
    Device device) {
  private static final double NORM_EPSILON = 1e-5;
  private static final double ROTARY_BASE = 10_000;
  private static final int EXPERTS = 4;
  private static final int ACTIVE_EXPERTS = 2;

  TokenModels {
    checkArgument(
        width % heads == 0 && width / heads % 2 == 0,
        "--heads: expected a divisor of the width %s that leaves an even size, got %s",
        width,
        heads);
  }

  /** Items as the models read them. */
  ItemTokens writing(SemanticIds ids) {
    return network.writing(ids);
  }

  /** A model of random weights with space for a history and some items after it. */
  Policy random(ItemTokens writing, int itemsAfter, long seed) {
    Policy policy = ofVocabulary(writing, itemsAfter, seed);
    return softmax == Softmax.LEGAL ? network.among(policy, writing.continuations()) : policy;
  }

  private Policy ofVocabulary(ItemTokens writing, int itemsAfter, long seed) {
    int history = maxItems * writing.ids().levels();
    int target = itemsAfter * writing.ids().levels();
    return switch (network) {
      case DECODER -> decoder(writing, itemsAfter, seed);
      case ENCODER_DECODER ->
          OneRecPolicy.random(
              new EncoderDecoderConfig(
                  writing.vocabularySize(),
                  (int) ItemTokens.START,
                  width,
                  2 * width,
                  heads,
                  layers,
                  layers,
                  EXPERTS,
                  ACTIVE_EXPERTS,
                  history,
                  target),
              seed,
              device);
      case LAZY_DECODER ->
          OneRecPolicy.random(
              new LazyDecoderConfig(
                  writing.vocabularySize(),
                  (int) ItemTokens.START,
                  writing.ids().levels(),
                  width,
                  4 * width,
                  heads,
                  layers,
                  heads,
                  layers,
                  2,
                  history,
                  target),
              seed,
              device);
    };
  }

  private Policy decoder(ItemTokens writing, int itemsAfter, long seed) {
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
