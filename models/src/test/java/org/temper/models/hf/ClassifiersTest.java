package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderActorCritic;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.kernel.GradientMode;
import org.temper.models.storage.StorageType;

/** Reward models, value models and value heads on disk. */
class ClassifiersTest {
  private static final DecoderOptions OPTIONS = DecoderOptions.defaults();
  private static final SequenceBatch BATCH =
      SequenceBatch.of(
          List.of(
              TokenSequence.ofText(new long[] {1, 3, 4, 5}),
              TokenSequence.ofText(new long[] {1, 2})));
  private static final Set<TokenOutput> VALUE = Set.of(TokenOutput.VALUE);

  @TempDir Path folder;
  private Path base;
  private Path target;

  @BeforeEach
  void saveBase() throws IOException {
    base = folder.resolve("base");
    target = folder.resolve("model");
    save(Feature.TIED_HEAD);
  }

  private void save(Feature... features) throws IOException {
    DecoderConfig config =
        new DecoderConfig(
            6, 8, 12, 2, 4, 2, 2, 32, 1e-5, RotaryConfig.of(10_000), Set.of(features));
    Path tokenizer = Files.createDirectories(folder.resolve("tokenizer"));
    try (LanguageModel model =
        LanguageModel.of(
            DecoderPolicy.random(config, 1, OPTIONS),
            TinyTokenizer.load(tokenizer),
            GenerationDefaults.none())) {
      model.save(base);
    }
  }

  private ObjectNode config() throws IOException {
    return JsonFile.read(target.resolve("config.json"));
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void aRewardModelIsLoadedAsItWasSaved(Feature feature) throws IOException {
    save(feature);
    try (LanguageRewardModel model = LanguageRewardModel.begin(base, 3, OPTIONS)) {
      model.save(target);
      try (LanguageRewardModel loaded = LanguageRewardModel.load(target, OPTIONS)) {
        assertThat(loaded.model().rewards(BATCH)).isEqualTo(model.model().rewards(BATCH));
        assertThat(loaded.codec().encode("a b")).containsExactly(3, 4);
        loaded.save(target);
      }
    }
    try (SafetensorsFile tensors = SafetensorsFile.open(target.resolve("model.safetensors"))) {
      assertThat(tensors.names())
          .contains("score.weight", "model.norm.weight")
          .doesNotContain("lm_head.weight", "score.bias");
    }
    String family =
        switch (feature) {
          case QUERY_KEY_NORM -> "Qwen3";
          case QUERY_KEY_VALUE_BIAS -> "Qwen2";
          case TIED_HEAD -> "Llama";
        };
    assertThat(config().path("architectures").toString())
        .isEqualTo("[\"" + family + "ForSequenceClassification\"]");
    assertThat(config().path("num_labels").asInt()).isEqualTo(1);
    assertThat(config().path("id2label").toString()).isEqualTo("{\"0\":\"LABEL_0\"}");
  }

  @Test
  void aValueModelIsLoadedAsItWasSaved() throws IOException {
    try (LanguageValueModel model = LanguageValueModel.begin(base, OPTIONS)) {
      assertThat(model.model().values(BATCH)).containsOnly(0);
      try (GradientMode off = GradientMode.off()) {
        model.model().weights().get("score.weight").addi(0.5f);
        model.model().weights().get("score.bias").addi(1.5f);
      }
      model.save(target);
      try (LanguageValueModel loaded = LanguageValueModel.load(target, OPTIONS)) {
        assertThat(loaded.model().values(BATCH))
            .isEqualTo(model.model().values(BATCH))
            .contains(0)
            .isNotEqualTo(new float[8]);
      }
    }
    assertThat(config().path("architectures").toString())
        .isEqualTo("[\"LlamaForTokenClassification\"]");
  }

  @Test
  void oneKindOfDirectoryIsNotTakenForAnother() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LanguageRewardModel.load(base, OPTIONS))
        .withMessageContaining("expected tensors [score.weight]");
    try (LanguageRewardModel model = LanguageRewardModel.begin(base, 3, OPTIONS)) {
      model.save(target);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LanguageValueModel.load(target, OPTIONS))
        .withMessageContaining("expected tensors [score.bias]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LanguageModel.load(target, OPTIONS))
        .withMessageContaining("score.weight");
  }

  @Test
  void aValueHeadLiesBesideItsPolicy() throws IOException {
    try (LanguageModel model = LanguageModel.load(base, OPTIONS);
        DecoderActorCritic policy = DecoderActorCritic.of(model.policy())) {
      try (GradientMode off = GradientMode.off()) {
        policy.headWeights().values().forEach(array -> array.addi(0.5f));
      }
      ActorCriticDirectory.save(
          target, model, policy, SaveOptions.defaults().withType(StorageType.FLOAT32));
      assertThat(ActorCriticDirectory.isAt(target)).isTrue();
      try (LanguageModel loaded = LanguageModel.load(target, OPTIONS);
          DecoderActorCritic again = ActorCriticDirectory.load(target, loaded.policy());
          TokenScores expected = policy.evaluate(BATCH, VALUE);
          TokenScores actual = again.evaluate(BATCH, VALUE)) {
        assertThat(actual.values().toFloatArray())
            .isEqualTo(expected.values().toFloatArray())
            .isNotEqualTo(new float[8]);
        // A model saved over it takes its head away.
        loaded.save(target);
      }
      assertThat(ActorCriticDirectory.isAt(target)).isFalse();
    }
  }

  @Test
  void aValueHeadThatIsAbsentOrOfAnotherModelIsAnError() throws IOException {
    try (LanguageModel model = LanguageModel.load(base, OPTIONS);
        LanguageModel other = LanguageModel.load(base, OPTIONS);
        DecoderActorCritic policy = DecoderActorCritic.of(model.policy())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ActorCriticDirectory.load(base, model.policy()))
          .withMessageContaining("value_head.safetensors: expected a value head");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> ActorCriticDirectory.save(target, other, policy, SaveOptions.defaults()))
          .withMessageContaining("policy: expected a value head over the model's own decoder");
      ActorCriticDirectory.save(target, model, policy, SaveOptions.defaults());
      NDArray wide = model.policy().weights().get("model.embed_tokens.weight");
      SafetensorsWriter.write(
          target.resolve("value_head.safetensors"),
          java.util.Map.of("value.weight", wide, "value.bias", wide),
          StorageType.FLOAT32);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ActorCriticDirectory.load(target, model.policy()))
          .withMessageContaining("value.weight: expected shape (1, 8), got (6, 8)");
    }
  }
}
