package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Set;
import org.temper.api.text.TextCodec;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.SlidingWindow;

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
    root.put("rms_norm_eps", config.normEpsilon());
    RotaryFields.write(root, config);
    root.put("tie_word_embeddings", config.has(Feature.TIED_HEAD));
    switch (type) {
      case "mistral" ->
          root.put("sliding_window", config.window().map(SlidingWindow::size).orElse(null));
      case "llama" -> root.put("attention_bias", false).put("mlp_bias", false);
      case "qwen3" -> {
        root.put("attention_bias", false);
        putWindow(root, config);
      }
      default -> putWindow(root, config);
    }
    codec.beginToken().ifPresent(token -> root.put("bos_token_id", token));
    putTokens(root, "eos_token_id", codec.endTokens());
    return root;
  }

  private static void putWindow(ObjectNode root, DecoderConfig config) {
    root.put("use_sliding_window", config.window().isPresent());
    config
        .window()
        .ifPresent(
            window -> {
              root.put("sliding_window", window.size());
              // Of old, transformers knew of windows from one layer on alone.
              root.put("max_window_layers", Collections.min(window.layers()));
              ArrayNode types = root.putArray("layer_types");
              for (int layer = 0; layer < config.layers(); layer++) {
                types.add(window.layers().contains(layer) ? "sliding_attention" : "full_attention");
              }
            });
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
    if (config.window().isPresent()) {
      checkArgument(
          config.window().get().layers().size() == config.layers(),
          "window: expected all %s layers without QUERY_KEY_VALUE_BIAS and QUERY_KEY_NORM, as"
              + " Hugging Face's mistral has it, got layers %s",
          config.layers(),
          config.window().get().layers());
      return "mistral";
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
