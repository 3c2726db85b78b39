package org.temper.models.tokenizer;

import static org.temper.models.tokenizer.JsonShape.COUNT;
import static org.temper.models.tokenizer.JsonShape.TEXT;
import static org.temper.models.tokenizer.JsonShape.listOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A post-processor's template of special tokens and texts. */
final class Template {
  private Template() {}

  static void check(String where, JsonNode template) {
    JsonNode tokens = template.path("special_tokens");
    JsonValue.check(tokens.isObject(), where + ".special_tokens", "an object", tokens);
    for (Map.Entry<String, JsonNode> token : tokens.properties()) {
      checkToken(where + ".special_tokens." + token.getKey(), token.getValue());
    }
    checkPieces(where + ".single", template.path("single"), tokens, "A");
    checkPieces(where + ".pair", template.path("pair"), tokens, "AB");
    JsonValue.check(
        template.path("single").findValuesAsText("id").contains("A"),
        where + ".single",
        "the sequence A in it",
        template.path("single"));
  }

  private static void checkToken(String where, JsonNode token) {
    TEXT.check(where + ".id", token.path("id"));
    listOf(COUNT).check(where + ".ids", token.path("ids"));
    listOf(TEXT).check(where + ".tokens", token.path("tokens"));
    JsonValue.check(
        token.path("ids").size() == token.path("tokens").size(),
        where + ".ids",
        "one for each of " + token.path("tokens").size() + " tokens",
        token.path("ids"));
  }

  private static void checkPieces(
      String where, JsonNode pieces, JsonNode tokens, String sequences) {
    JsonValue.check(pieces.isArray(), where, "a list", pieces);
    for (JsonNode piece : pieces) {
      JsonNode token = piece.path("SpecialToken");
      JsonNode sequence = piece.path("Sequence");
      JsonValue.check(
          piece.size() == 1 && (token.isObject() || sequence.isObject()),
          where,
          "SpecialToken or Sequence",
          piece);
      JsonNode content = piece.elements().next();
      COUNT.check(where + ".type_id", content.path("type_id"));
      JsonNode id = content.path("id");
      TEXT.check(where + ".id", id);
      JsonValue.check(
          token.isObject()
              ? tokens.has(id.textValue())
              : id.textValue().length() == 1 && sequences.contains(id.textValue()),
          where,
          token.isObject() ? "tokens of special_tokens" : "sequences among " + sequences,
          id);
    }
  }
}
