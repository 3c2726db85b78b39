package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;

/** Sizes that a file of configuration claims and its weights do not have. */
@Timeout(20)
class HostileConfigTest {
  private static final long MIB = 1 << 20;

  private static final RecommenderOptions RECOMMENDER = RecommenderOptions.on(Device.cpu());
  private static final SequenceBatch BATCH =
      SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {1, 3, 4, 2})));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_hidden_layers | 1000000 | num_hidden_layers: expected at most 20,",
        "num_hidden_layers | 2147483647 | num_hidden_layers: expected at most 20,",
        "num_hidden_layers | 2147483648 | num_hidden_layers: expected a positive integer",
        "num_hidden_layers | 1e400 | num_hidden_layers: expected a finite number",
        "num_hidden_layers | 3 | model.layers.2.",
        "hidden_size | 2147483647 | expected shape",
        "hidden_size | 2147483644 | expected shape",
        "vocab_size | 2147483647 | expected shape",
        "intermediate_size | 2147483647 | expected shape",
        "head_dim | 2147483646 | expected shape",
        "num_key_value_heads | 2147483647 | expected a divisor of heads",
        "rms_norm_eps | 1e308 | rms_norm_eps: expected a number above 0 and below 1",
        "rms_norm_eps | 1 | rms_norm_eps: expected a number above 0 and below 1",
        "rms_norm_eps | 1e-60 | rms_norm_eps: expected a number above 0 and below 1",
        "rope_theta | 1e308 | theta: expected a number above 1 and at most",
      })
  void sizesThatTheWeightsDoNotHaveAreRefusedBeforeAnythingIsTaken(
      String key, String value, String message) throws IOException {
    Path model = decoder();
    set(model, key, value);

    long before = allocated();
    assertThatThrownBy(() -> LanguageModel.load(model, DecoderOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(model.toString())
        .hasMessageContaining(message)
        .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThanOrEqualTo(300));
    assertThat(allocated() - before).isLessThan(100 * MIB);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_attention_heads | 2147483646 | num_key_value_heads | 2147483646",
        "hidden_size | 2147483644 | vocab_size | 2147483647",
        "hidden_size | 2147483644 | intermediate_size | 2147483647",
      })
  void productsThatOverflowAreRefused(String key, String value, String other, String otherValue)
      throws IOException {
    Path model = decoder();
    set(model, key, value);
    set(model, other, otherValue);

    assertThatThrownBy(() -> LanguageModel.load(model, DecoderOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(model.toString());
  }

  @Test
  void parametersAreCountedWithoutNamingThem() throws IOException {
    Path model = decoder();
    set(model, "num_hidden_layers", "1000000");

    long before = allocated();
    DecoderConfig config = ModelDirectory.open(model).config();
    long layers = config.parameterCount();
    assertThat(allocated() - before).isLessThan(MIB);
    assertThat(layers).isGreaterThan(1_000_000L * 8 * 8);
  }

  @Test
  void moreParametersThanCanBeCountedAreRefused() throws IOException {
    Path model = decoder();
    set(model, "num_hidden_layers", "2147483647");
    set(model, "intermediate_size", "2147483647");
    set(model, "hidden_size", "2147483644");

    assertThatThrownBy(() -> ModelDirectory.open(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected fewer than 2^62 parameters");
  }

  @Test
  void aLengthWithoutEndTakesNothingUntilItIsUsed() throws IOException {
    Path model = decoder();
    set(model, "max_position_embeddings", "2147483647");

    try (LanguageModel loaded = LanguageModel.load(model, DecoderOptions.defaults())) {
      DecoderPolicy policy = loaded.policy();
      assertThat(policy.maxLength()).isEqualTo(Integer.MAX_VALUE);
      assertThat(policy.evaluate(BATCH, Set.of()).tokenLogProbs().toFloatArray()).hasSize(4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "layers, 1000000",
    "layers, 2147483647",
    "width, 2147483646",
    "max_length, 2147483647",
    "heads, 2147483647",
    "linear_width, 2147483647",
    "attention_width, 2147483647",
    "temperature, 1e308",
  })
  void aRecommendersSizesAreBoundToo(String key, String value) throws IOException {
    for (RecommenderConfig config :
        List.of(HstuConfig.of(7, 4, 1, 2, 5), new SasRecConfig(7, 4, 1, 2, 5))) {
      Path model = recommender(config);
      set(model, key, value);
      long before = allocated();
      assertThatThrownBy(() -> RecommenderDirectory.load(model, RECOMMENDER))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThanOrEqualTo(300));
      assertThat(allocated() - before).isLessThan(100 * MIB);
    }
  }

  private Path decoder() throws IOException {
    Path model = folder.resolve("decoder");
    Path tokenizer = Files.createDirectories(folder.resolve("tokenizer"));
    DecoderConfig config =
        new DecoderConfig(
            8, 8, 12, 2, 4, 2, 2, 32, 1e-5, RotaryConfig.of(10_000), Set.of(Feature.TIED_HEAD));
    try (LanguageModel made =
        LanguageModel.of(
            DecoderPolicy.random(config, 3, DecoderOptions.defaults()),
            TinyTokenizer.load(tokenizer),
            GenerationDefaults.none())) {
      made.save(model);
    }
    return model;
  }

  private Path recommender(RecommenderConfig config) throws IOException {
    Path model = folder.resolve("recommender");
    try (RecommenderPolicy policy = RecommenderPolicy.random(config, 3, RECOMMENDER)) {
      new RecommenderDirectory(policy, List.of("a", "b", "c", "d", "e", "f", "g")).save(model);
    }
    return model;
  }

  /** Sets a key to a value as JSON writes it, which need not be a number that Java has. */
  private static void set(Path model, String key, String value) throws IOException {
    Path file = model.resolve("config.json");
    String text = JsonFile.read(file).put(key, "VALUE").toString();
    Files.writeString(file, text.replace("\"VALUE\"", value));
  }

  /** Bytes that this thread has taken so far. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
