package org.temper.models.tokenizer;

import static org.temper.models.tokenizer.JsonShape.COUNT;
import static org.temper.models.tokenizer.JsonShape.FLAG;
import static org.temper.models.tokenizer.JsonShape.TEXT;
import static org.temper.models.tokenizer.JsonShape.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Set;
import org.temper.models.tokenizer.JsonShape.Fields;

/** The model of a {@code tokenizer.json}: its vocabulary, and how words are put together of it. */
final class TokenizerModels {
  /** Beyond it, sums of scores lose what tells them apart, and then overflow. */
  private static final double MAX_SCORE = 1e9;

  private static final ImmutableMap<String, Fields> TYPES =
      ImmutableMap.of(
          "BPE",
              fields()
                  .with("dropout", TokenizerModels::checkNoDropout)
                  .with("unk_token", TEXT.orNothing())
                  .with("continuing_subword_prefix", TEXT.orNothing())
                  .with("end_of_word_suffix", TEXT.orNothing())
                  .with("fuse_unk", FLAG.orNothing())
                  .with("byte_fallback", FLAG.orNothing())
                  .with("ignore_merges", FLAG.orNothing())
                  .with("vocab", TokenizerModels::checkIds),
          "WordLevel", fields().with("unk_token", TEXT).with("vocab", TokenizerModels::checkIds),
          "WordPiece",
              fields()
                  .with("unk_token", TEXT)
                  .with("continuing_subword_prefix", TEXT)
                  .with("max_input_chars_per_word", COUNT)
                  .with("vocab", TokenizerModels::checkIds),
          "Unigram",
              fields()
                  .with("unk_id", COUNT.orNothing())
                  .with("byte_fallback", FLAG.orNothing())
                  .with("vocab", TokenizerModels::checkScores));

  private TokenizerModels() {}

  /**
   * Checks a model.
   *
   * @param added the tokens that the tokenizer has beside the model's
   */
  static void check(String where, JsonNode model, Set<String> added) {
    String type = type(model);
    Fields shape = TYPES.get(type);
    JsonValue.check(shape != null, where + ".type", "one of " + TYPES.keySet(), model.path("type"));
    if (shape != null) {
      shape.check(where, model);
    }
    JsonNode unknown = model.path("unk_token");
    JsonNode vocabulary = model.path("vocab");
    JsonValue.check(
        JsonShape.isNothing(unknown)
            || vocabulary.has(unknown.textValue())
            || added.contains(unknown.textValue()),
        where + ".unk_token",
        "a token of the vocabulary",
        unknown);
    if (type.equals("BPE")) {
      checkMerges(where + ".merges", model);
    } else if (type.equals("Unigram")) {
      JsonNode id = model.path("unk_id");
      JsonValue.check(
          JsonShape.isNothing(id) || id.intValue() < vocabulary.size(),
          where + ".unk_id",
          "an id below " + vocabulary.size(),
          id);
    }
  }

  /** The type; files of the first versions do not say it. */
  private static String type(JsonNode model) {
    if (!JsonShape.isNothing(model.path("type"))) {
      return model.path("type").asText();
    }
    return model.has("merges") ? "BPE" : "";
  }

  private static void checkNoDropout(String where, JsonNode dropout) {
    JsonValue.check(
        JsonShape.isNothing(dropout) || (dropout.isNumber() && dropout.doubleValue() == 0),
        where,
        "none: the same text has to give the same tokens",
        dropout);
  }

  private static void checkIds(String where, JsonNode vocabulary) {
    JsonValue.check(
        vocabulary.isObject() && !vocabulary.isEmpty(), where, "tokens with ids", vocabulary);
    for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
      COUNT.check(where, token.getValue());
    }
  }

  private static void checkScores(String where, JsonNode vocabulary) {
    JsonValue.check(
        vocabulary.isArray() && !vocabulary.isEmpty(), where, "tokens with scores", vocabulary);
    for (JsonNode token : vocabulary) {
      JsonValue.check(
          token.isArray()
              && token.size() == 2
              && token.get(0).isTextual()
              && token.get(1).isNumber()
              && Math.abs(token.get(1).doubleValue()) <= MAX_SCORE,
          where,
          "pairs of a token and a score",
          token);
      TEXT.check(where, token.get(0));
    }
  }

  /** What is merged, and what becomes of it, are tokens; the second part continues a word. */
  private static void checkMerges(String where, JsonNode model) {
    JsonNode merges = model.path("merges");
    JsonNode vocabulary = model.path("vocab");
    String prefix = model.path("continuing_subword_prefix").asText("");
    JsonValue.check(merges.isArray(), where, "a list", merges);
    for (JsonNode merge : merges) {
      String[] parts = parts(merge);
      JsonValue.check(
          parts.length == 2
              && vocabulary.has(parts[0])
              && vocabulary.has(parts[1])
              && parts[1].startsWith(prefix)
              && vocabulary.has(parts[0] + parts[1].substring(prefix.length())),
          where,
          "two tokens of the vocabulary that make a third",
          merge);
    }
  }

  private static String[] parts(JsonNode merge) {
    if (merge.isTextual()) {
      return merge.textValue().split(" ", -1);
    }
    return merge.isArray()
            && merge.size() == 2
            && merge.get(0).isTextual()
            && merge.get(1).isTextual()
        ? new String[] {merge.get(0).textValue(), merge.get(1).textValue()}
        : new String[0];
  }
}
