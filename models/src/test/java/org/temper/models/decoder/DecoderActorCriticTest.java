package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.block.BlockPolicy;
import org.temper.models.block.TinyBlocks;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.kernel.TinyGradients;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.TimeSignal;
import org.temper.models.recommender.TinyRecommenders;
import org.temper.testkit.DecodingLaws;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.PolicyLaws;
import org.temper.testkit.TrainingLaws;
import org.temper.testkit.ValueModelLaws;

class DecoderActorCriticTest {
  private static final double TOLERANCE = 2e-4;
  private static final Set<TokenOutput> VALUE = Set.of(TokenOutput.VALUE);
  private static final Set<TokenOutput> BOTH = Set.of(TokenOutput.ENTROPY, TokenOutput.VALUE);

  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  static List<DecoderOptions> options() {
    DecoderOptions plain = DecoderOptions.defaults();
    return List.of(
        plain,
        plain.withScoringBytes(1),
        plain.withActivations(ActivationLimit.of(0)).withScoringBytes(1));
  }

  /** A head far from zero. */
  private static DecoderActorCritic over(DecoderPolicy policy) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      return DecoderActorCritic.of(
          policy,
          Map.of(
              "value.weight",
              NamedWeights.normal(
                  manager,
                  "value.weight",
                  DecoderActorCritic.headShapes(policy.config()).get("value.weight"),
                  5,
                  0.5),
              "value.bias",
              manager.create(new float[] {0.25f})));
    }
  }

  private static NDArray loss(TokenScores scores) {
    return scores
        .tokenLogProbs()
        .square()
        .sum()
        .add(scores.entropies().sum().mul(0.3f))
        .add(scores.values().sub(1).square().sum());
  }

  private static Map<String, float[]> gradients(DecoderActorCritic policy, SequenceBatch batch) {
    try (ScoredBatch scored = policy.score(batch, BOTH)) {
      scored.backward(loss(scored));
    }
    return TinyGradients.taken(policy.parameters());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreThoseOfFiniteDifferences(DecoderConfig config) {
    SequenceBatch batch = TinyDecoders.batch(9, 5);
    try (DecoderPolicy policy = DecoderPolicy.random(config, 3, DecoderOptions.defaults());
        DecoderActorCritic critic = over(policy)) {
      TinyRecommenders.assertSlopes(
          critic.parameters(),
          gradients(critic, batch),
          () -> {
            try (TokenScores scores = critic.evaluate(batch, BOTH)) {
              return loss(scores).getFloat();
            }
          });
    }
  }

  @Test
  void chunksAndRecomputationGiveTheSameGradients() {
    SequenceBatch batch = TinyDecoders.batch(12, 7);
    List<Map<String, float[]>> gradients =
        options().stream()
            .map(
                options -> {
                  try (DecoderPolicy policy =
                          DecoderPolicy.random(TinyDecoders.qwen2(), 3, options);
                      DecoderActorCritic critic = over(policy)) {
                    return gradients(critic, batch);
                  }
                })
            .toList();
    for (Map<String, float[]> others : gradients) {
      others.forEach(
          (name, values) ->
              assertThat(values)
                  .as(name)
                  .containsExactly(gradients.get(0).get(name), within(1e-3f)));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void keepsTheLaws(DecoderConfig config) {
    for (DecoderOptions options : options()) {
      try (DecoderPolicy policy = DecoderPolicy.random(config, 11, options);
          DecoderActorCritic critic = over(policy)) {
        PolicyLaws.all(critic, TOLERANCE, 1);
        ValueModelLaws.allOfPolicy(critic, TOLERANCE, 1);
        DecodingLaws.all(critic, TOLERANCE, 1);
        TrainingLaws.all(critic, TOLERANCE, 1);
      }
    }
  }

  @Test
  void theValueOfATokenIsThatOfTheStateThatItsLogProbComesFrom() {
    SequenceBatch batch = TinyDecoders.batch(6);
    DecoderConfig config = TinyDecoders.llama();
    try (DecoderPolicy policy = TinyDecoders.policy(config);
        DecoderActorCritic critic = over(policy);
        TokenScores scores = critic.evaluate(batch, VALUE)) {
      // The head over the vocabulary shows the same states: their product with its row i is logit
      // i, so that a value head of that row must give that logit.
      float[] row = policy.weights().get("model.embed_tokens.weight").get("4").toFloatArray();
      try (GradientMode off = GradientMode.off();
          NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        manager
            .create(row, critic.headWeights().get("value.weight").getShape())
            .copyTo(critic.headWeights().get("value.weight"));
      }
      try (TokenScores changed = critic.evaluate(batch, VALUE);
          var session = policy.decode(List.of(new long[] {batch.token(0, 0)}))) {
        for (int t = 1; t < batch.columns(); t++) {
          float value = changed.values().getFloat(0, t);
          float logit = session.logits().getFloat(0, 4);
          if (batch.isScored(0, t)) {
            assertThat(value - 0.25f).isCloseTo(logit, within(1e-3f));
          } else {
            assertThat(value).isZero();
          }
          session.advance(batch.token(0, t));
        }
      }
      assertThat(scores.values().getFloat(0, 0)).isZero();
    }
  }

  @Test
  void aNewHeadValuesEverythingAtZeroAndLeavesThePolicyAlone() {
    SequenceBatch batch = TinyDecoders.batch(6, 4);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecoderActorCritic critic = DecoderActorCritic.of(policy);
        TokenScores plain = policy.evaluate(batch);
        TokenScores valued = critic.evaluate(batch, VALUE)) {
      assertThat(valued.values().toFloatArray()).containsOnly(0);
      assertThat(valued.tokenLogProbs().toFloatArray())
          .isEqualTo(plain.tokenLogProbs().toFloatArray());
      assertThat(critic.parameters().size()).isEqualTo(policy.parameters().size() + 2);
    }
  }

  @Test
  void aLossOfOnePartAloneGoesBack() {
    SequenceBatch batch = TinyDecoders.batch(6, 4);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecoderActorCritic critic = over(policy)) {
      try (ScoredBatch scored = critic.score(batch, VALUE)) {
        scored.backward(scored.values().sum());
      }
      Map<String, float[]> ofValues = TinyGradients.taken(critic.parameters());
      // One for each scored token.
      assertThat(ofValues.get("value.bias")).containsExactly(batch.scoredTokens());
      assertThat(ofValues.get("model.layers.0.mlp.up_proj.weight")).isNotEqualTo(new float[960]);
      try (ScoredBatch scored = critic.score(batch, VALUE)) {
        scored.backward(scored.tokenLogProbs().sum());
      }
      assertThat(TinyGradients.taken(critic.parameters()).get("value.bias")).containsExactly(0);
      LiveArrays.assertConstant(
          "an actor-critic's update",
          () -> {
            gradients(critic, batch);
            critic.evaluate(batch, BOTH).close();
          });
    }
  }

  @Test
  void aFrozenCopyKeepsItsValuesAndOutlivesTheOriginal() {
    SequenceBatch batch = TinyDecoders.batch(8);
    float[] before;
    DecoderActorCritic frozen;
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.qwen2());
        DecoderActorCritic critic = over(policy)) {
      frozen = critic.frozenCopy();
      try (TokenScores scores = critic.evaluate(batch, VALUE)) {
        before = scores.values().toFloatArray();
      }
      try (GradientMode off = GradientMode.off()) {
        critic.parameters().forEach(parameter -> parameter.array().addi(0.5f));
      }
    }
    try (frozen;
        TokenScores scores = frozen.evaluate(batch, VALUE)) {
      assertThat(scores.values().toFloatArray()).isEqualTo(before);
      assertThat(frozen.parameters().size()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(() -> frozen.score(batch))
          .withMessageContaining("frozen");
    }
  }

  @Test
  void nothingScoredIsZeroAndGoesBackAsZero() {
    SequenceBatch batch =
        SequenceBatch.of(List.of(TokenSequence.of(TinyDecoders.tokens(4, 0), new long[0])));
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecoderActorCritic critic = over(policy)) {
      try (ScoredBatch scored = critic.score(batch, VALUE)) {
        scored.backward(scored.values().sum());
        assertThat(scored.values().toFloatArray()).containsExactly(0, 0, 0, 0);
      }
      TinyGradients.taken(critic.parameters())
          .forEach((name, gradient) -> assertThat(gradient).as(name).containsOnly(0));
      try (TokenScores scores = critic.evaluate(batch, VALUE)) {
        assertThat(scores.values().toFloatArray()).containsExactly(0, 0, 0, 0);
      }
    }
  }

  @Test
  void aPolicyWithoutAValueHeadRefusesToValue() {
    SequenceBatch batch = SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {0, 1, 2})));
    RecommenderConfig config =
        TinyRecommenders.all().stream()
            .filter(candidate -> candidate.time() == TimeSignal.NONE)
            .findFirst()
            .orElseThrow();
    try (NDManager manager = NDManager.newBaseManager();
        Policy decoder = TinyDecoders.policy(TinyDecoders.llama());
        Policy recommender = RecommenderPolicy.random(config, 1, TinyRecommenders.options());
        Policy block =
            BlockPolicy.of(TinyBlocks.perToken(manager), TinyBlocks.VOCABULARY, 64, Device.cpu())) {
      for (Policy policy : List.of(decoder, recommender, block)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> policy.score(batch, VALUE))
            .withMessage(
                "outputs: expected no VALUE of a policy without a value head, got [VALUE]");
        assertThatIllegalArgumentException().isThrownBy(() -> policy.evaluate(batch, VALUE));
      }
    }
  }

  @Test
  void aHeadOfAnotherWidthAndAFrozenDecoderAreRefused() {
    try (NDManager manager = NDManager.newBaseManager();
        DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecoderPolicy frozen = policy.frozenCopy()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DecoderActorCritic.of(frozen))
          .withMessage("policy: expected trainable parameters, got a frozen copy");
      Map<String, NDArray> wrong =
          Map.of(
              "value.weight", manager.zeros(new ai.djl.ndarray.types.Shape(1, 23)),
              "value.bias", manager.zeros(new ai.djl.ndarray.types.Shape(1)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DecoderActorCritic.of(policy, wrong))
          .withMessageContaining("weights[value.weight]: expected float32 of (1, 24)");
    }
  }
}
