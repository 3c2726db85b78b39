package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.temper.data.JsonFile;

/** The tokens of a {@code tokenizer.json} and their ids. */
record Vocabulary(Map<String, Long> ids) {

  static Vocabulary of(String where, ObjectNode tokenizer) {
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

  /** One more than the largest id. */
  long size() {
    return ids.values().stream().mapToLong(Long::longValue).max().orElse(-1) + 1;
  }

  OptionalLong id(String token) {
    Long id = ids.get(token);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  private static long id(String where, JsonNode id) {
    checkArgument(
        id.isIntegralNumber() && id.canConvertToInt() && id.asInt() >= 0,
        "%s: expected token ids from 0, got %s",
        where,
        JsonFile.shown(id));
    return id.asLong();
  }
}
