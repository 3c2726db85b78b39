package org.temper.models.tokenizer;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Other spellings of a tokenizer's special tokens, by private characters that no text has: to a
 * tokenizer that has its special tokens under these, their usual spellings are mere text.
 *
 * @param spellings the other spelling by the usual one, in the tokenizer's order
 */
public record SpecialSpelling(Map<String, String> spellings) {
  /** The character around every other spelling. */
  public static final String MARK = Character.toString(0x10FFFD);

  private static final int FIRST = 0x100000;
  private static final String CONTENT = "content";

  /** Copies. */
  public SpecialSpelling {
    spellings = ImmutableMap.copyOf(spellings);
  }

  /**
   * The special tokens of a tokenizer: those that it calls special, and those that are written as
   * such, {@code <|like this|>}.
   *
   * @param tokenizer a {@code tokenizer.json}
   * @return other spellings of them
   */
  public static SpecialSpelling of(ObjectNode tokenizer) {
    Map<String, String> spellings = new LinkedHashMap<>();
    for (JsonNode token : tokenizer.path("added_tokens")) {
      String text = token.path(CONTENT).asText();
      boolean written = text.startsWith("<|") || text.startsWith("<｜");
      if (!text.isEmpty() && (token.path("special").asBoolean() || written)) {
        int point = FIRST + spellings.size();
        spellings.putIfAbsent(text, MARK + Character.toString(point) + MARK);
      }
    }
    checkArgument(
        spellings.size() < 0xFFFD, "added_tokens: expected fewer than 65533 special ones");
    return new SpecialSpelling(spellings);
  }

  /**
   * The tokenizer with the other spellings, in all else the same.
   *
   * @param tokenizer a {@code tokenizer.json}, left as it is
   * @return a copy
   */
  public ObjectNode applyTo(ObjectNode tokenizer) {
    ObjectNode copy = tokenizer.deepCopy();
    for (JsonNode token : copy.path("added_tokens")) {
      String other = spellings.get(token.path(CONTENT).asText());
      if (other != null && token instanceof ObjectNode object) {
        object.put(CONTENT, other);
      }
    }
    JsonNode model = copy.path("model");
    String unknown = spellings.get(model.path("unk_token").asText());
    if (unknown != null && model instanceof ObjectNode object) {
      object.put("unk_token", unknown);
    }
    if (model.path("vocab") instanceof ObjectNode vocabulary) {
      spellings.forEach(
          (usual, other) -> {
            if (vocabulary.has(usual)) {
              vocabulary.set(other, vocabulary.remove(usual));
            }
          });
    } else {
      for (JsonNode entry : model.path("vocab")) {
        String other = spellings.get(entry.path(0).asText());
        if (other != null && entry instanceof ArrayNode pair) {
          pair.set(0, other);
        }
      }
    }
    return copy;
  }
}
