package org.temper.models.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.decoder.SlidingWindow;

/**
 * A reader of {@code config.json} of the model types llama, mistral, qwen2 and qwen3, as
 * transformers 4 ({@code rope_theta}, {@code rope_scaling}) and 5 ({@code rope_parameters}) write
 * it.
 *
 * <p>A key is read, known to be harmless, known to have one value that means nothing, or an error.
 */
public final class DecoderConfigReader {
  private static final int QWEN3_HEAD_SIZE = 128;

  /** Keys that do not change the logits, whatever their value. */
  private static final ImmutableSet<String> HARMLESS =
      ImmutableSet.of(
          "_attn_implementation",
          "_attn_implementation_autoset",
          "_commit_hash",
          "_name_or_path",
          "architectures",
          "attn_implementation",
          "bos_token_id",
          "dtype",
          "eos_token_id",
          "finetuning_task",
          "id2label",
          "initializer_range",
          "is_decoder",
          "is_llama_config",
          "keys_to_ignore_at_inference",
          "label2id",
          "name_or_path",
          "num_labels",
          "output_attentions",
          "output_hidden_states",
          "pad_token_id",
          "problem_type",
          "return_dict",
          "sep_token_id",
          "task_specific_params",
          "tokenizer_class",
          "torch_dtype",
          "torchscript",
          "transformers.js_config",
          "transformers_version",
          "unk_token_id",
          "unsloth_fixed",
          "unsloth_version",
          "use_cache");

  /** How tokens are chosen, and how long sequences were: of the model's use, not of the model. */
  private static final ImmutableSet<String> OF_GENERATION =
      ImmutableSet.of(
          "bad_words_ids",
          "begin_suppress_tokens",
          "decoder_start_token_id",
          "diversity_penalty",
          "do_sample",
          "early_stopping",
          "encoder_no_repeat_ngram_size",
          "exponential_decay_length_penalty",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "length_penalty",
          "max_length",
          "max_new_tokens",
          "max_seq_len",
          "max_seq_length",
          "max_sequence_length",
          "min_length",
          "min_new_tokens",
          "min_p",
          "model_max_length",
          "no_repeat_ngram_size",
          "num_beam_groups",
          "num_beams",
          "num_return_sequences",
          "output_scores",
          "prefix",
          "remove_invalid_values",
          "repetition_penalty",
          "return_dict_in_generate",
          "seq_length",
          "suppress_tokens",
          "temperature",
          "tokenizer_model_max_length",
          "tokenizer_padding_side",
          "top_k",
          "top_p",
          "typical_p");

  /** Keys of which one value means what is computed here, and any other something else. */
  private static final ImmutableMap<String, Object> ONLY =
      ImmutableMap.<String, Object>builder()
          .put("add_cross_attention", false)
          .put("attention_bias", false)
          .put("attention_dropout", 0)
          .put("chunk_size_feed_forward", 0)
          .put("hidden_act", "silu")
          .put("is_encoder_decoder", false)
          .put("mlp_bias", false)
          .put("partial_rotary_factor", 1)
          .put("pretraining_tp", 1)
          .put("rope_interleaved", false)
          .put("tie_encoder_decoder", false)
          .put("use_mrope", false)
          .buildOrThrow();

  /** What models that are met often have and this decoder has not. */
  private static final ImmutableMap<String, String> UNSUPPORTED =
      ImmutableMap.<String, String>builder()
          .put("gemma", "norms with a gain of 1 + weight, scaled embeddings and GELU")
          .put("gemma2", "norms after each sublayer, capped logits and GELU")
          .put("gemma3", "images, norms after each sublayer and GELU")
          .put("gemma3_text", "norms after each sublayer, a second rotary base and GELU")
          .put("mixtral", "mixtures of experts")
          .put("phi3", "queries, keys and values in one matrix")
          .put("qwen2_moe", "mixtures of experts")
          .put("qwen3_moe", "mixtures of experts")
          .buildOrThrow();

  private DecoderConfigReader() {}

  /**
   * Reads an architecture.
   *
   * @param file a {@code config.json}
   * @return the architecture
   * @throws IllegalArgumentException if there is no such file, or it holds a key or value that is
   *     missing, malformed, unknown or not supported; the message names the file and the key
   * @throws IOException if the file cannot be read
   */
  public static DecoderConfig read(Path file) throws IOException {
    return parse(file.toString(), JsonFile.read(file));
  }

  static DecoderConfig parse(String where, ObjectNode root) {
    JsonFields fields = new JsonFields(where, root);
    String type = fields.requiredString("model_type");
    ONLY.forEach(fields::expect);
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    switch (type) {
      case "llama", "mistral" -> {}
      case "qwen2" -> features.add(Feature.QUERY_KEY_VALUE_BIAS);
      case "qwen3" -> features.add(Feature.QUERY_KEY_NORM);
      default -> {
        String lacking = UNSUPPORTED.get(type);
        fields.check(
            false,
            "model_type",
            "one of llama, mistral, qwen2, qwen3",
            lacking == null ? type : type + ", whose " + lacking + " are not supported");
      }
    }
    if (fields.bool("tie_word_embeddings").orElse(false)) {
      features.add(Feature.TIED_HEAD);
    }
    int width = fields.requiredInt("hidden_size");
    int heads = fields.requiredInt("num_attention_heads");
    Sizes sizes = sizes(fields, type, width, heads);
    int vocabularySize = fields.requiredInt("vocab_size");
    int feedForwardWidth = fields.requiredInt("intermediate_size");
    int layers = fields.requiredInt("num_hidden_layers");
    int positions = fields.requiredInt("max_position_embeddings");
    double epsilon = fields.requiredNumber("rms_norm_eps");
    fields.check(
        DecoderConfig.isNormEpsilon(epsilon),
        "rms_norm_eps",
        "a number above 0 and below 1",
        epsilon);
    try {
      Optional<SlidingWindow> window =
          switch (type) {
            case "mistral" -> WindowFields.ofAll(fields, layers);
            case "qwen2", "qwen3" -> WindowFields.ofSome(fields, layers);
            default -> Optional.empty();
          };
      RotaryConfig rotary = RotaryFields.read(fields, positions);
      int maxLength = rotary.scaling().map(s -> s.maxLength(positions)).orElse(positions);
      fields.rejectUnread(Sets.union(HARMLESS, OF_GENERATION));
      return new DecoderConfig(
          vocabularySize,
          width,
          feedForwardWidth,
          layers,
          heads,
          sizes.keyValueHeads(),
          sizes.headSize(),
          maxLength,
          epsilon,
          rotary,
          features,
          window);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(where) ? e : new IllegalArgumentException(where + ": " + message, e);
    }
  }

  private record Sizes(int keyValueHeads, int headSize) {}

  private static Sizes sizes(JsonFields fields, String type, int width, int heads) {
    int keyValueHeads =
        type.equals("llama")
            ? fields.positiveInt("num_key_value_heads").orElse(heads)
            : fields.requiredInt("num_key_value_heads");
    int headSize =
        fields
            .positiveInt("head_dim")
            .orElseGet(
                () -> {
                  fields.check(
                      type.equals("qwen3") || width % heads == 0,
                      "hidden_size",
                      "a multiple of num_attention_heads (" + heads + ")",
                      width);
                  return type.equals("qwen3") ? QWEN3_HEAD_SIZE : width / heads;
                });
    return new Sizes(keyValueHeads, headSize);
  }
}
