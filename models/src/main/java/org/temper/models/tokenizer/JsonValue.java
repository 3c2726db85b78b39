package org.temper.models.tokenizer;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import org.temper.api.Excerpt;

/** Errors of values in a {@code tokenizer.json}. */
final class JsonValue {
  private JsonValue() {}

  static void check(boolean holds, String where, String expected, JsonNode got) {
    checkArgument(
        holds,
        "%s: expected %s, got %s",
        where,
        expected,
        got.isMissingNode() ? "nothing" : Excerpt.of(got));
  }
}
