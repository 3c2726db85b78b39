package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
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
 * @param others the keys of the file that are kept on saving but have no component here, such as
 *     {@code num_beams}
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
          "output_attentions",
          "output_hidden_states",
          "pad_token_id",
          "return_dict_in_generate",
          "transformers_version",
          "use_cache");

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
        fields.unread());
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
