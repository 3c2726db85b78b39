package org.temper.models;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.Policy;
import org.temper.models.block.BlockPolicy;
import org.temper.models.block.TinyBlocks;
import org.temper.models.decoder.ActivationLimit;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.TinyDecoders;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.TimeSignal;
import org.temper.models.recommender.TinyRecommenders;
import org.temper.testkit.DecodingLaws;
import org.temper.testkit.PolicyLaws;
import org.temper.testkit.TrainingLaws;

/** The testkit's laws, kept by the library's own policies. */
class LawfulPoliciesTest {
  private static final double TOLERANCE = 2e-4;

  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  private static void assertKeepsAllLaws(Policy policy) {
    for (long seed = 1; seed <= 3; seed++) {
      PolicyLaws.all(policy, TOLERANCE, seed);
      DecodingLaws.all(policy, TOLERANCE, seed);
      TrainingLaws.all(policy, TOLERANCE, seed);
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void decodersKeepThem(DecoderConfig config) {
    try (Policy policy = DecoderPolicy.random(config, 11, DecoderOptions.defaults())) {
      assertKeepsAllLaws(policy);
    }
  }

  @Test
  void aDecoderThatHoldsNothingForTheBackwardPassKeepsThem() {
    DecoderOptions sparing =
        DecoderOptions.defaults().withActivations(ActivationLimit.of(0)).withScoringBytes(1);
    try (Policy policy = DecoderPolicy.random(TinyDecoders.qwen3(), 11, sparing)) {
      assertKeepsAllLaws(policy);
    }
  }

  @ParameterizedTest
  @MethodSource("timeless")
  void recommendersThatDoNotLookAtTimeKeepThem(RecommenderConfig config) {
    RecommenderOptions sparing =
        new RecommenderOptions(TinyRecommenders.options().device(), 0, 0, 1);
    for (RecommenderOptions options : List.of(TinyRecommenders.options(), sparing)) {
      try (Policy policy = RecommenderPolicy.random(config, 11, options)) {
        assertKeepsAllLaws(policy);
      }
    }
  }

  static List<RecommenderConfig> timeless() {
    return TinyRecommenders.all().stream().filter(c -> c.time() == TimeSignal.NONE).toList();
  }

  @Test
  void aBlockThatLooksAtOneTokenAloneKeepsThem() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = TinyBlocks.perToken(manager);
      try (Policy policy = BlockPolicy.of(block, TinyBlocks.VOCABULARY, 64, Device.cpu())) {
        assertKeepsAllLaws(policy);
      }
    }
  }
}
