package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.ValueModel.ValuedBatch;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.kernel.TinyGradients;
import org.temper.models.recommender.TinyRecommenders;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.ValueModelLaws;

class DecoderValueModelTest {

  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  /** A model whose head is far from zero. */
  private static DecoderValueModel model(DecoderConfig config, DecoderOptions options) {
    try (DecoderPolicy policy = DecoderPolicy.random(config, 3, options)) {
      DecoderValueModel model = DecoderValueModel.of(policy);
      try (GradientMode off = GradientMode.off();
          NDArray noise =
              NamedWeights.normal(
                  model.weights().get("score.weight").getManager(),
                  "score.weight",
                  model.weights().get("score.weight").getShape(),
                  5,
                  0.5)) {
        model.weights().get("score.weight").addi(noise);
        model.weights().get("score.bias").addi(0.25f);
      }
      return model;
    }
  }

  private static NDArray loss(ValuedBatch valued) {
    return valued.values().sub(1).square().sum();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreThoseOfFiniteDifferences(DecoderConfig config) {
    SequenceBatch batch = TinyDecoders.batch(9, 5);
    for (DecoderOptions options : TinyDecoders.holdingNothingOrAll()) {
      try (DecoderValueModel model = model(config, options)) {
        try (ValuedBatch valued = model.estimate(batch)) {
          valued.backward(loss(valued));
        }
        TinyRecommenders.assertSlopes(
            model.parameters(),
            TinyGradients.taken(model.parameters()),
            () -> {
              try (ValuedBatch valued = model.estimate(batch)) {
                return loss(valued).getFloat();
              }
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void keepsTheLaws(DecoderConfig config) {
    for (DecoderOptions options : TinyDecoders.holdingNothingOrAll()) {
      try (DecoderValueModel model = model(config, options)) {
        for (long seed = 1; seed <= 3; seed++) {
          ValueModelLaws.all(model, TinyDecoders.VOCABULARY, 2e-4, seed);
        }
      }
    }
  }

  @Test
  void beginsAsThePolicyWithValuesOfZeroAndMovesAlone() {
    SequenceBatch batch = TinyDecoders.batch(8, 5);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.mistral());
        DecoderValueModel model = DecoderValueModel.of(policy)) {
      assertThat(model.values(batch)).containsOnly(0).hasSize(16);
      assertThat(model.weights()).doesNotContainKey("lm_head.weight");
      String name = "model.norm.weight";
      float[] before = policy.weights().get(name).toFloatArray();
      assertThat(model.weights().get(name).toFloatArray()).isEqualTo(before);
      try (GradientMode off = GradientMode.off()) {
        model.weights().get(name).addi(1);
      }
      assertThat(policy.weights().get(name).toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void nothingScoredIsZeroAndGoesBackAsZero() {
    SequenceBatch batch =
        SequenceBatch.of(List.of(TokenSequence.of(TinyDecoders.tokens(3, 0), new long[0])));
    try (DecoderValueModel model = model(TinyDecoders.llama(), DecoderOptions.defaults())) {
      try (ValuedBatch valued = model.estimate(batch)) {
        valued.backward(valued.values().sum());
        assertThat(valued.values().toFloatArray()).containsExactly(0, 0, 0);
      }
      assertThat(model.values(batch)).containsExactly(0, 0, 0);
      TinyGradients.taken(model.parameters())
          .forEach((name, gradient) -> assertThat(gradient).as(name).containsOnly(0));
    }
  }

  @Test
  void arraysOfOneStepAreFreedWithIt() {
    SequenceBatch batch = TinyDecoders.batch(8, 5);
    for (DecoderOptions options : TinyDecoders.holdingNothingOrAll()) {
      try (DecoderValueModel model = model(TinyDecoders.llama(), options)) {
        LiveArrays.assertConstant(
            "a value model's update",
            () -> {
              try (ValuedBatch valued = model.estimate(batch)) {
                valued.backward(loss(valued));
              }
              model.values(batch);
            });
      }
    }
  }

  @Test
  void weightsThatAreNotThoseOfTheArchitectureAreRefused() {
    DecoderConfig config = TinyDecoders.llama();
    try (DecoderPolicy policy = TinyDecoders.policy(config)) {
      Map<String, NDArray> weights = policy.weights();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DecoderValueModel.create(config, weights, DecoderOptions.defaults()))
          .withMessageStartingWith("weights: expected the arrays")
          .withMessageContaining("score.weight");
    }
  }
}
