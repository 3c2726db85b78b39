package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.decoder.RotaryScaling.Dynamic;
import org.temper.models.decoder.RotaryScaling.Linear;
import org.temper.models.decoder.RotaryScaling.Llama3;
import org.temper.models.decoder.RotaryScaling.Yarn;
import org.temper.models.decoder.SlidingWindow;

class DecoderConfigReaderTest {
  private static final String TINY =
      "\"vocab_size\": 40, \"hidden_size\": 32, \"intermediate_size\": 56, \"num_hidden_layers\": 2,"
          + " \"num_attention_heads\": 4, \"num_key_value_heads\": 2, \"max_position_embeddings\":"
          + " 64, \"rms_norm_eps\": 1e-5";

  @Test
  void smolLm2IsRead() {
    assertThat(
            parse(
                """
                {"architectures": ["LlamaForCausalLM"], "attention_bias": false,
                 "attention_dropout": 0.0, "bos_token_id": 0, "eos_token_id": 0,
                 "hidden_act": "silu", "hidden_size": 576,
                 "initializer_range": 0.041666666666666664, "intermediate_size": 1536,
                 "is_llama_config": true, "max_position_embeddings": 8192, "mlp_bias": false,
                 "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 30,
                 "num_key_value_heads": 3, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
                 "rope_interleaved": false, "rope_scaling": null, "rope_theta": 100000,
                 "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                 "transformers_version": "4.40.1", "use_cache": true, "vocab_size": 49152,
                 "transformers.js_config": {"kv_cache_dtype": {"q4f16": "float16"}}}
                """))
        .isEqualTo(
            new DecoderConfig(
                49152,
                576,
                1536,
                30,
                9,
                3,
                64,
                8192,
                1e-5,
                RotaryConfig.of(100_000),
                Set.of(Feature.TIED_HEAD)));
  }

  @Test
  void smolLm2HasItsPublishedSize() {
    DecoderConfig config =
        new DecoderConfig(
            49152,
            576,
            1536,
            30,
            9,
            3,
            64,
            8192,
            1e-5,
            RotaryConfig.of(100_000),
            Set.of(Feature.TIED_HEAD));

    assertThat(config.parameterCount()).isEqualTo(134_515_008);
  }

  @Test
  void llama32IsRead() {
    assertThat(
            parse(
                """
                {"architectures": ["LlamaForCausalLM"], "attention_bias": false,
                 "attention_dropout": 0.0, "bos_token_id": 128000, "eos_token_id": 128001,
                 "head_dim": 64, "hidden_act": "silu", "hidden_size": 2048,
                 "initializer_range": 0.02, "intermediate_size": 8192,
                 "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama",
                 "num_attention_heads": 32, "num_hidden_layers": 16, "num_key_value_heads": 8,
                 "pretraining_tp": 1, "rms_norm_eps": 1e-05,
                 "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                  "original_max_position_embeddings": 8192, "rope_type": "llama3"},
                 "rope_theta": 500000.0, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                 "transformers_version": "4.45.0.dev0", "use_cache": true, "vocab_size": 128256}
                """))
        .isEqualTo(
            new DecoderConfig(
                128256,
                2048,
                8192,
                16,
                32,
                8,
                64,
                131072,
                1e-5,
                RotaryConfig.of(500_000, new Llama3(32, 1, 4, 8192)),
                Set.of(Feature.TIED_HEAD)));
  }

  @Test
  void qwen25IsRead() {
    assertThat(
            parse(
                """
                {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0,
                 "bos_token_id": 151643, "eos_token_id": 151643, "hidden_act": "silu",
                 "hidden_size": 896, "initializer_range": 0.02, "intermediate_size": 4864,
                 "max_position_embeddings": 32768, "max_window_layers": 24, "model_type": "qwen2",
                 "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2,
                 "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 32768,
                 "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                 "transformers_version": "4.40.1", "use_cache": true, "use_mrope": false,
                 "use_sliding_window": false, "vocab_size": 151936}
                """))
        .isEqualTo(
            new DecoderConfig(
                151936,
                896,
                4864,
                24,
                14,
                2,
                64,
                32768,
                1e-6,
                RotaryConfig.of(1_000_000),
                Set.of(Feature.TIED_HEAD, Feature.QUERY_KEY_VALUE_BIAS)));
  }

  @Test
  void qwen3IsRead() {
    assertThat(
            parse(
                """
                {"architectures": ["Qwen3ForCausalLM"], "attention_bias": false,
                 "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": 151645,
                 "head_dim": 128, "hidden_act": "silu", "hidden_size": 1024,
                 "initializer_range": 0.02, "intermediate_size": 3072,
                 "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
                 "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8,
                 "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000,
                 "sliding_window": null, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                 "transformers_version": "4.51.0", "use_cache": true, "use_sliding_window": false,
                 "vocab_size": 151936}
                """))
        .isEqualTo(
            new DecoderConfig(
                151936,
                1024,
                3072,
                28,
                16,
                8,
                128,
                40960,
                1e-6,
                RotaryConfig.of(1_000_000),
                Set.of(Feature.TIED_HEAD, Feature.QUERY_KEY_NORM)));
  }

  @Test
  void mistralIsRead() {
    assertThat(
            parse(
                """
                {"architectures": ["MistralForCausalLM"], "attention_dropout": 0.0,
                 "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 4096,
                 "initializer_range": 0.02, "intermediate_size": 14336,
                 "max_position_embeddings": 32768, "model_type": "mistral",
                 "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
                 "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "sliding_window": null,
                 "tie_word_embeddings": false, "torch_dtype": "bfloat16",
                 "transformers_version": "4.42.0.dev0", "use_cache": true, "vocab_size": 32768}
                """))
        .isEqualTo(
            new DecoderConfig(
                32768,
                4096,
                14336,
                32,
                32,
                8,
                128,
                32768,
                1e-5,
                RotaryConfig.of(1_000_000),
                Set.of()));
  }

  @Test
  void llama2LeavesOutWhatHasAnOldDefault() {
    DecoderConfig config =
        parse(
            """
            {"model_type": "llama", "vocab_size": 32000, "hidden_size": 4096,
             "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32,
             "max_position_embeddings": 4096, "rms_norm_eps": 1e-05, "torch_dtype": "float16"}
            """);

    assertThat(config.keyValueHeads()).isEqualTo(32);
    assertThat(config.headSize()).isEqualTo(128);
    assertThat(config.rotary()).isEqualTo(RotaryConfig.of(10_000));
    assertThat(config.features()).isEmpty();
  }

  @Test
  void bothWaysOfWritingRotaryParametersMeanTheSame() {
    String scaling =
        "\"factor\": 8, \"low_freq_factor\": 1, \"high_freq_factor\": 4,"
            + " \"original_max_position_embeddings\": 16";

    assertThat(
            tiny(
                "\"rope_parameters\": {\"rope_type\": \"llama3\", \"rope_theta\": 5e5, "
                    + scaling
                    + "}"))
        .isEqualTo(
            tiny("\"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"llama3\", " + scaling + "}"));
    assertThat(tiny("\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 5e5}"))
        .isEqualTo(tiny("\"rope_theta\": 5e5, \"rope_scaling\": null"));
  }

  @Test
  void scalingsAreReadAsTransformers4And5WriteThem() {
    assertThat(tiny("\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}"))
        .isEqualTo(tiny("\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 4}"))
        .satisfies(
            config -> {
              assertThat(config.rotary()).isEqualTo(RotaryConfig.of(10_000, new Linear(4)));
              assertThat(config.maxLength()).isEqualTo(256);
            });
    assertThat(tiny("\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2.0}"))
        .satisfies(
            config -> {
              assertThat(config.rotary()).isEqualTo(RotaryConfig.of(10_000, new Dynamic(2, 64)));
              assertThat(config.maxLength()).isEqualTo(128);
            });
    // As Qwen's model cards tell to write it.
    assertThat(
            tiny(
                "\"rope_theta\": 1e6, \"rope_scaling\": {\"factor\": 4.0,"
                    + " \"original_max_position_embeddings\": 64, \"type\": \"yarn\"}"))
        .satisfies(
            config -> {
              assertThat(config.rotary()).isEqualTo(RotaryConfig.of(1e6, Yarn.of(4, 64)));
              assertThat(config.maxLength()).isEqualTo(256);
            });
    assertThat(
            tiny(
                "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4, \"truncate\": false,"
                    + " \"beta_fast\": 16, \"beta_slow\": 2, \"finetuned\": true, \"mscale\": 1.0,"
                    + " \"mscale_all_dim\": 1.0}"))
        .extracting(DecoderConfig::rotary)
        .isEqualTo(RotaryConfig.of(10_000, new Yarn(4, 64, 16, 2, Yarn.Bounds.EXACT, 1)));
    assertThat(
            tiny(
                "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4,"
                    + " \"attention_factor\": 1.5}"))
        .extracting(config -> config.rotary().attentionFactor())
        .isEqualTo(1.5);
  }

  @Test
  void windowsAreThoseOfTransformers() {
    assertThat(windowOf("mistral", "")).contains(new SlidingWindow(4096, Set.of(0, 1)));
    assertThat(windowOf("mistral", ", \"sliding_window\": 8"))
        .contains(new SlidingWindow(8, Set.of(0, 1)));
    assertThat(windowOf("mistral", ", \"sliding_window\": null")).isEmpty();
    assertThat(windowOf("qwen2", ", \"sliding_window\": 8, \"max_window_layers\": 1")).isEmpty();
    String used = ", \"use_sliding_window\": true, \"sliding_window\": 8";
    assertThat(windowOf("qwen2", used + ", \"max_window_layers\": 1"))
        .contains(new SlidingWindow(8, Set.of(1)));
    assertThat(windowOf("qwen2", used)).isEmpty();
    assertThat(
            windowOf(
                "qwen3", used + ", \"layer_types\": [\"sliding_attention\", \"full_attention\"]"))
        .contains(new SlidingWindow(8, Set.of(0)));
    assertThat(
            windowOf("qwen3", used + ", \"layer_types\": [\"full_attention\", \"full_attention\"]"))
        .isEmpty();
  }

  private static Optional<SlidingWindow> windowOf(String type, String settings) {
    return parse("{\"model_type\": \"" + type + "\", " + TINY + settings + "}").window();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"temperature\": 0.7, \"top_p\": 0.9, \"top_k\": 50, \"typical_p\": 1.0",
        "\"max_sequence_length\": 2048, \"max_seq_len\": 64, \"model_max_length\": 64",
        "\"num_beams\": 4, \"no_repeat_ngram_size\": 3, \"length_penalty\": 2, \"do_sample\": true",
        "\"bad_words_ids\": [[1]], \"suppress_tokens\": [1], \"forced_eos_token_id\": 2",
        "\"min_length\": 3, \"max_new_tokens\": 7, \"repetition_penalty\": 1.1, \"prefix\": \"x\"",
        "\"return_dict_in_generate\": true, \"output_scores\": true, \"early_stopping\": true",
      })
  void keysOfGenerationAreNoErrors(String settings) {
    assertThat(tiny(settings)).isEqualTo(tiny("\"use_cache\": true"));
  }

  @Test
  void aNullIsAsGoodAsNothing() {
    assertThat(tiny("\"quantization_config\": null, \"head_dim\": null"))
        .isEqualTo(tiny("\"use_cache\": false"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"quantization_config\": {}' | got quantization_config",
        "'\"sliding_window\": 4096' | got sliding_window",
        "'\"logit_scale\": 2, \"embedding_multiplier\": 3' | got embedding_multiplier, logit_scale",
        "'\"attention_bias\": true' | attention_bias: expected false, got true",
        "'\"mlp_bias\": true' | mlp_bias: expected false, got true",
        "'\"hidden_act\": \"gelu\"' | hidden_act: expected silu, got \"gelu\"",
        "'\"attention_dropout\": 0.1' | attention_dropout: expected 0, got 0.1",
        "'\"pretraining_tp\": 2' | pretraining_tp: expected 1, got 2",
        "'\"partial_rotary_factor\": 0.5' | partial_rotary_factor: expected 1, got 0.5",
        "'\"tie_word_embeddings\": \"yes\"' | tie_word_embeddings: expected true or false, got \"yes\"",
        "'\"head_dim\": 7' | headSize: expected a positive even number, got 7",
        "'\"head_dim\": 8.5' | head_dim: expected a positive integer, got 8.5",
        "'\"rope_theta\": \"big\"' | rope_theta: expected a number, got \"big\"",
        "'\"rope_theta\": 0' | theta: expected a number above 1 and at most 1.0E15, got 0.0",
        "'\"rope_scaling\": {\"rope_type\": \"longrope\", \"factor\": 4}' | rope_scaling: rope_type: expected one of default, linear, dynamic, yarn, llama3, got longrope",
        "'\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 0.5}' | factor: expected a number of at least 1, got 0.5",
        "'\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4, \"short_factor\": [1]}' | rope_scaling: expected only keys whose meaning is known, got short_factor",
        "'\"rope_scaling\": {\"rope_type\": \"linear\"}' | rope_scaling: factor: expected a number, got none",
        "'\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4, \"truncate\": 1}' | rope_scaling: truncate: expected true or false, got 1",
        "'\"head_dim\": 2, \"rope_scaling\": {\"rope_type\": \"dynamic\", \"factor\": 4}' | headSize: expected more than 2 where rotary scaling is dynamic, got 2",
        "'\"rope_scaling\": {\"type\": \"llama3\", \"factor\": 4}' | rope_scaling: low_freq_factor: expected a number, got none",
        "'\"rope_scaling\": {\"type\": \"llama3\", \"rope_type\": \"default\"}' | rope_scaling: type: expected default, got \"llama3\"",
        "'\"rope_scaling\": {\"type\": \"default\", \"attention_factor\": 4}' | rope_scaling: expected only keys whose meaning is known, got attention_factor",
        "'\"rope_theta\": 1e4, \"rope_parameters\": {\"rope_theta\": 2e4}' | rope_theta: expected the same number as outside, got 20000.0",
        "'\"rope_scaling\": {\"type\": \"default\"}, \"rope_parameters\": {}' | rope_scaling: expected none beside rope_parameters",
      })
  void whatWouldComputeSomethingElseIsAnError(String setting, String message) {
    assertThatThrownBy(() -> tiny(setting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("config.json: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mistral | ', \"sliding_window\": 0' | sliding_window: expected a positive integer, got 0",
        "qwen2 | ', \"use_sliding_window\": \"yes\"' | use_sliding_window: expected true or false",
        "qwen2 | ', \"use_sliding_window\": true, \"max_window_layers\": -1' | max_window_layers: expected a number of layers, got -1",
        "qwen2 | ', \"layer_types\": [\"full_attention\", \"sliding_attention\"]' | layer_types: expected full_attention alone without use_sliding_window",
        "qwen2 | ', \"layer_types\": [\"full_attention\"]' | layer_types: expected 2 layers, got 1",
        "qwen3 | ', \"layer_types\": [\"full_attention\", \"chunked_attention\"]' | layer_types: expected full_attention or sliding_attention, got chunked_attention",
        "qwen3_moe | '' | model_type: expected one of llama, mistral, qwen2, qwen3, got qwen3_moe, whose mixtures of experts are not supported",
        "gemma2 | '' | got gemma2, whose norms after each sublayer, capped logits and GELU are not supported",
        "qwen3 | ', \"attention_bias\": true' | attention_bias: expected false, got true",
        "gpt2 | '' | model_type: expected one of llama, mistral, qwen2, qwen3, got gpt2",
      })
  void whatAModelTypeDoesNotSupportIsAnError(String type, String settings, String message) {
    assertThatThrownBy(() -> parse("{\"model_type\": \"" + type + "\", " + TINY + settings + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("config.json: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "vocab_size",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "max_position_embeddings",
    "rms_norm_eps"
  })
  void aMissingSizeIsNamed(String key) {
    assertThatThrownBy(
            () -> parse("{\"model_type\": \"llama\", " + TINY.replace(key, "use_cache") + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("config.json: " + key + ": expected a ")
        .hasMessageEndingWith(", got none");
  }

  @Test
  void headsThatDoNotDivideTheWidthNeedAHeadSize() {
    String settings = TINY.replace("\"hidden_size\": 32", "\"hidden_size\": 30");

    assertThatThrownBy(() -> parse("{\"model_type\": \"llama\", " + settings + "}"))
        .hasMessage(
            "config.json: hidden_size: expected a multiple of num_attention_heads (4), got 30");
    assertThat(parse("{\"model_type\": \"llama\", \"head_dim\": 6, " + settings + "}").headSize())
        .isEqualTo(6);
  }

  private static DecoderConfig tiny(String settings) {
    return parse("{\"model_type\": \"llama\", " + TINY + ", " + settings + "}");
  }

  private static DecoderConfig parse(String json) {
    return DecoderConfigReader.parse("config.json", JsonFile.parse("config.json", json));
  }
}
