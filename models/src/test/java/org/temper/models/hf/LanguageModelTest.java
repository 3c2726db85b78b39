package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.storage.StorageType;

class LanguageModelTest {
  private static final DecoderConfig CONFIG =
      new DecoderConfig(
          4, 8, 12, 2, 4, 2, 2, 32, 1e-5, RotaryConfig.of(10_000), Set.of(Feature.TIED_HEAD));

  @TempDir Path folder;

  @Test
  void aModelIsLoadedAsItWasSaved() throws IOException {
    try (LanguageModel model = random()) {
      model.save(folder.resolve("model"));
      try (LanguageModel loaded =
          LanguageModel.load(folder.resolve("model"), DecoderOptions.defaults())) {
        assertThat(loaded.policy().config()).isEqualTo(CONFIG);
        assertThat(loaded.codec().encode("a b")).containsExactly(2, 3);
        assertSameWeights(loaded, model);
      }
    }
  }

  @Test
  void aModelMayBeStoredSmaller() throws IOException {
    Path whole = folder.resolve("whole");
    Path half = folder.resolve("half");
    try (LanguageModel model = random()) {
      model.save(whole);
      model.save(half, SaveOptions.defaults().withType(StorageType.BFLOAT16));
    }

    assertThat(Files.size(half.resolve("model.safetensors")))
        .isLessThan(Files.size(whole.resolve("model.safetensors")));
    LanguageModel.load(half, DecoderOptions.defaults()).close();
  }

  @Test
  void aTokenizerThatIsTooLargeForThePolicyIsAnError() throws IOException {
    DecoderConfig small =
        new DecoderConfig(3, 8, 12, 1, 4, 2, 2, 32, 1e-5, RotaryConfig.of(10_000), Set.of());
    try (DecoderPolicy policy = DecoderPolicy.random(small, 0, DecoderOptions.defaults());
        HuggingFaceCodec codec = codec()) {
      assertThatThrownBy(() -> LanguageModel.of(policy, codec, GenerationDefaults.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("codec: expected at most the 3 ids of the policy, got 4");
    }
  }

  @Test
  @Tag("shared")
  void stories260KScoresItsGoldenTokensAsPublished() throws IOException {
    Path shared = Path.of(System.getProperty("temper.shared", "")).resolve("models/stories260K");
    assumeThat(shared).exists();
    JsonNode golden = new ObjectMapper().readTree(shared.resolve("golden.json").toFile());
    long[] ids = new ObjectMapper().convertValue(golden.get("greedy_ids"), long[].class);
    try (LanguageModel model = LanguageModel.load(shared, DecoderOptions.defaults());
        TokenScores scores =
            model.policy().evaluate(SequenceBatch.of(List.of(TokenSequence.ofText(ids))))) {
      float[] logProbs = scores.tokenLogProbs().toFloatArray();
      for (int i = 1; i < ids.length; i++) {
        assertThat((double) logProbs[i])
            .isCloseTo(golden.get("logprobs").get(i - 1).asDouble(), within(1e-4));
      }
    }
  }

  private LanguageModel random() throws IOException {
    return LanguageModel.of(
        DecoderPolicy.random(CONFIG, 1, DecoderOptions.defaults()),
        codec(),
        GenerationDefaults.none());
  }

  private HuggingFaceCodec codec() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(
        file,
        """
        {"version": "1.0", "added_tokens": [], "normalizer": null,
         "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null,
         "model": {"type": "WordLevel", "unk_token": "<unk>",
           "vocab": {"<unk>": 0, "<end>": 1, "a": 2, "b": 3}}}
        """);
    return HuggingFaceCodec.load(file);
  }

  private static void assertSameWeights(LanguageModel actual, LanguageModel expected) {
    Iterator<NDArray> arrays = actual.policy().weights().values().iterator();
    expected
        .policy()
        .weights()
        .forEach((name, array) -> assertThat(arrays.next().contentEquals(array)).as(name).isTrue());
  }
}
