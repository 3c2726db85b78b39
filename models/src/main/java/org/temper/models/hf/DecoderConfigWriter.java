package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.temper.api.TextCodec;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;

/** A writer of an architecture in the keys that transformers 4 and 5 both read. */
final class DecoderConfigWriter {

  private DecoderConfigWriter() {}

  /** The object for a model that was not loaded from a directory. */
  static ObjectNode describe(DecoderConfig config, TextCodec codec) {
    String type = modelType(config);
    ObjectNode root = JsonObjects.create();
    root.putArray("architectures").add(architecture(type));
    root.put("model_type", type);
    root.put("vocab_size", config.vocabularySize());
    root.put("hidden_size", config.width());
    root.put("intermediate_size", config.feedForwardWidth());
    root.put("num_hidden_layers", config.layers());
    root.put("num_attention_heads", config.heads());
    root.put("num_key_value_heads", config.keyValueHeads());
    root.put("head_dim", config.headSize());
    root.put("hidden_act", "silu");
    root.put("max_position_embeddings", config.maxLength());
    root.put("rms_norm_eps", config.normEpsilon());
    root.put("rope_theta", config.rotary().theta());
    config
        .rotary()
        .scaling()
        .ifPresent(
            scaling ->
                root.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", scaling.factor())
                    .put("low_freq_factor", scaling.lowFrequencyFactor())
                    .put("high_freq_factor", scaling.highFrequencyFactor())
                    .put("original_max_position_embeddings", scaling.originalMaxLength()));
    root.put("tie_word_embeddings", config.has(Feature.TIED_HEAD));
    switch (type) {
      case "mistral" -> root.putNull("sliding_window");
      case "llama" -> root.put("attention_bias", false).put("mlp_bias", false);
      case "qwen3" -> root.put("attention_bias", false).put("use_sliding_window", false);
      default -> root.put("use_sliding_window", false);
    }
    codec.beginToken().ifPresent(token -> root.put("bos_token_id", token));
    putTokens(root, "eos_token_id", codec.endTokens());
    return root;
  }

  /** Sets a field to one id or a list of them, or leaves it out where there are none. */
  static void putTokens(ObjectNode root, String key, Set<Long> tokens) {
    if (tokens.size() == 1) {
      root.put(key, tokens.iterator().next());
    } else if (!tokens.isEmpty()) {
      ArrayNode list = root.putArray(key);
      tokens.forEach(list::add);
    }
  }

  private static String modelType(DecoderConfig config) {
    boolean bias = config.has(Feature.QUERY_KEY_VALUE_BIAS);
    boolean norm = config.has(Feature.QUERY_KEY_NORM);
    checkArgument(
        !(bias && norm),
        "config: expected at most one of QUERY_KEY_VALUE_BIAS and QUERY_KEY_NORM, as Hugging Face"
            + " model types have, got both");
    if (bias) {
      return "qwen2";
    }
    if (norm) {
      return "qwen3";
    }
    // Of two types that compute the same, transformers limits llama to widths that heads divide.
    return config.width() % config.heads() == 0 ? "llama" : "mistral";
  }

  private static String architecture(String type) {
    return switch (type) {
      case "llama" -> "LlamaForCausalLM";
      case "mistral" -> "MistralForCausalLM";
      case "qwen2" -> "Qwen2ForCausalLM";
      default -> "Qwen3ForCausalLM";
    };
  }
}
