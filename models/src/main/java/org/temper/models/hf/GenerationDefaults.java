package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.temper.data.JsonFile;

/**
 * The settings by which a model's authors decode it: {@code generation_config.json}. What is empty
 * was not said.
 *
 * @param decoding greedy or sampled, {@code do_sample}
 * @param temperature {@code temperature}
 * @param topK {@code top_k}
 * @param topP {@code top_p}
 * @param minP {@code min_p}
 * @param repetitionPenalty {@code repetition_penalty}
 * @param maxNewTokens {@code max_new_tokens}
 * @param beginToken {@code bos_token_id}
 * @param endTokens {@code eos_token_id}, in the order of the file
 * @param others the keys of the file that ask for something that has no component here and is not
 *     applied, such as {@code num_beams} above 1; they are kept on saving
 */
public record GenerationDefaults(
    Optional<Decoding> decoding,
    OptionalDouble temperature,
    OptionalInt topK,
    OptionalDouble topP,
    OptionalDouble minP,
    OptionalDouble repetitionPenalty,
    OptionalInt maxNewTokens,
    OptionalLong beginToken,
    Set<Long> endTokens,
    Set<String> others) {

  private static final ImmutableSet<String> WITHOUT_EFFECT =
      ImmutableSet.of(
          "_from_model_config",
          "cache_config",
          "cache_implementation",
          "compile_config",
          "decoder_start_token_id",
          "disable_compile",
          "low_memory",
          "output_attentions",
          "output_hidden_states",
          "output_logits",
          "output_scores",
          "pad_token_id",
          "prefill_chunk_size",
          "remove_invalid_values",
          "renormalize_logits",
          "return_dict_in_generate",
          "return_legacy_cache",
          "transformers_version",
          "trust_remote_code",
          "use_cache");

  private static final String BEAMS = "num_beams";

  /** Keys that mean something beside beams alone. */
  private static final ImmutableSet<String> OF_BEAMS =
      ImmutableSet.of("diversity_penalty", "early_stopping", "length_penalty", "num_beam_groups");

  /** Keys and the numbers with which they ask for nothing. */
  private static final ImmutableMap<String, Integer> OFF =
      ImmutableMap.<String, Integer>builder()
          .put(BEAMS, 1)
          .put("encoder_no_repeat_ngram_size", 0)
          .put("encoder_repetition_penalty", 1)
          .put("epsilon_cutoff", 0)
          .put("eta_cutoff", 0)
          .put("guidance_scale", 1)
          .put("min_length", 0)
          .put("min_new_tokens", 0)
          .put("no_repeat_ngram_size", 0)
          .put("num_return_sequences", 1)
          .put("penalty_alpha", 0)
          .put("top_h", 1)
          .put("typical_p", 1)
          .buildOrThrow();

  /** How the next token is chosen. */
  public enum Decoding {
    /** The likeliest token. */
    GREEDY,
    /** A draw from the distribution. */
    SAMPLED
  }

  /** Copies the sets. */
  public GenerationDefaults {
    endTokens = ImmutableSet.copyOf(endTokens);
    others = ImmutableSet.copyOf(others);
  }

  /**
   * The defaults of a model that says nothing.
   *
   * @return defaults with every component empty
   */
  public static GenerationDefaults none() {
    return parse("", JsonObjects.create());
  }

  /**
   * Reads defaults.
   *
   * @param file a {@code generation_config.json}
   * @return the defaults
   * @throws IllegalArgumentException if there is no such file or a value is malformed
   * @throws IOException if the file cannot be read
   */
  public static GenerationDefaults read(Path file) throws IOException {
    return parse(file.toString(), JsonFile.read(file));
  }

  static GenerationDefaults parse(String where, ObjectNode root) {
    JsonFields fields = new JsonFields(where, root);
    Optional<Decoding> decoding =
        fields.bool("do_sample").map(sampled -> sampled ? Decoding.SAMPLED : Decoding.GREEDY);
    OptionalDouble temperature = fields.number("temperature");
    OptionalInt topK = topK(fields);
    OptionalDouble topP = fields.number("top_p");
    OptionalDouble minP = fields.number("min_p");
    OptionalDouble penalty = fields.number("repetition_penalty");
    OptionalInt maxNewTokens = fields.positiveInt("max_new_tokens");
    OptionalLong beginToken =
        tokens(fields, "bos_token_id").stream().mapToLong(Long::longValue).findFirst();
    Set<Long> endTokens = tokens(fields, "eos_token_id");
    WITHOUT_EFFECT.forEach(fields::value);
    if (off(root, BEAMS)) {
      OF_BEAMS.forEach(fields::value);
    }
    return new GenerationDefaults(
        decoding,
        temperature,
        topK,
        topP,
        minP,
        penalty,
        maxNewTokens,
        beginToken,
        endTokens,
        Sets.filter(fields.unread(), key -> !off(root, key)));
  }

  private static boolean off(ObjectNode root, String key) {
    JsonNode value = root.path(key);
    Integer nothing = OFF.get(key);
    return value.isMissingNode()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || (nothing != null && value.isNumber() && value.doubleValue() == nothing);
  }

  /** An id or a list of ids. */
  static Set<Long> tokens(JsonFields fields, String key) {
    ImmutableSet.Builder<Long> tokens = ImmutableSet.builder();
    fields
        .value(key)
        .ifPresent(
            node -> {
              for (JsonNode id : node.isArray() ? node : JsonObjects.list(node)) {
                fields.check(
                    id.isIntegralNumber() && id.canConvertToLong() && id.asLong() >= 0,
                    key,
                    "token ids",
                    node);
                tokens.add(id.asLong());
              }
            });
    return tokens.build();
  }

  ObjectNode toJson() {
    checkArgument(others.isEmpty(), "others: expected none in new defaults, got %s", others);
    ObjectNode root = JsonObjects.create();
    beginToken.ifPresent(token -> root.put("bos_token_id", token));
    DecoderConfigWriter.putTokens(root, "eos_token_id", endTokens);
    decoding.ifPresent(d -> root.put("do_sample", d == Decoding.SAMPLED));
    temperature.ifPresent(value -> root.put("temperature", value));
    topK.ifPresent(value -> root.put("top_k", value));
    topP.ifPresent(value -> root.put("top_p", value));
    minP.ifPresent(value -> root.put("min_p", value));
    repetitionPenalty.ifPresent(value -> root.put("repetition_penalty", value));
    maxNewTokens.ifPresent(value -> root.put("max_new_tokens", value));
    return root;
  }

  /** To transformers, 0 means all tokens. */
  private static OptionalInt topK(JsonFields fields) {
    return fields.value("top_k").filter(node -> node.isNumber() && node.asDouble() == 0).isPresent()
        ? OptionalInt.empty()
        : fields.positiveInt("top_k");
  }
}
