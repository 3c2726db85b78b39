package org.temper.models.tokenizer;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.temper.api.Excerpt;

/**
 * The tokens of a {@code tokenizer.json} and their ids.
 *
 * @param ids id by token
 */
public record Vocabulary(Map<String, Long> ids) {

  /**
   * Reads a vocabulary.
   *
   * @param where what errors call the tokenizer, such as the file's name
   * @param tokenizer its JSON
   * @return its tokens, added ones included
   * @throws IllegalArgumentException if there are none, or an id is no number from 0
   */
  public static Vocabulary of(String where, ObjectNode tokenizer) {
    Map<String, Long> ids = new HashMap<>();
    JsonNode vocab = tokenizer.path("model").path("vocab");
    checkArgument(
        vocab.isObject() || vocab.isArray(), "%s: model: expected a vocab, got none", where);
    if (vocab.isObject()) {
      vocab.properties().forEach(entry -> ids.put(entry.getKey(), id(where, entry.getValue())));
    } else {
      // A unigram model lists [token, score]; its ids are the positions in the list.
      for (int i = 0; i < vocab.size(); i++) {
        ids.put(vocab.path(i).path(0).asText(), (long) i);
      }
    }
    for (JsonNode added : tokenizer.path("added_tokens")) {
      ids.put(added.path("content").asText(), id(where, added.path("id")));
    }
    checkArgument(!ids.isEmpty(), "%s: expected at least one token, got none", where);
    return new Vocabulary(ImmutableMap.copyOf(ids));
  }

  /**
   * The number of ids.
   *
   * @return one more than the largest id
   */
  public long size() {
    return ids.values().stream().mapToLong(Long::longValue).max().orElse(-1) + 1;
  }

  /**
   * A token's id.
   *
   * @param token its text
   * @return the id; empty if there is no such token
   */
  public OptionalLong id(String token) {
    Long id = ids.get(token);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  private static long id(String where, JsonNode id) {
    checkArgument(
        id.isIntegralNumber() && id.canConvertToInt() && id.asInt() >= 0,
        "%s: expected token ids from 0, got %s",
        where,
        Excerpt.of(id));
    return id.asLong();
  }
}
