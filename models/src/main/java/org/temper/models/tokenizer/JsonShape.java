package org.temper.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The shape that a value in a {@code tokenizer.json} has to have. */
@FunctionalInterface
interface JsonShape {
  /** Ids, counts and lengths; of a size that nobody reaches and that no sum overflows. */
  int MAX_COUNT = 1 << 26;

  /** True or false. */
  JsonShape FLAG = (where, node) -> JsonValue.check(node.isBoolean(), where, "true or false", node);

  /** A string of whole characters. */
  JsonShape TEXT =
      (where, node) ->
          JsonValue.check(
              node.isTextual() && StandardCharsets.UTF_8.newEncoder().canEncode(node.textValue()),
              where,
              "a string",
              node);

  /** A string of one character. */
  JsonShape CHARACTER =
      (where, node) -> {
        TEXT.check(where, node);
        JsonValue.check(node.textValue().codePoints().count() == 1, where, "one character", node);
      };

  /** An integer from 0. */
  JsonShape COUNT =
      (where, node) ->
          JsonValue.check(
              node.isIntegralNumber() && node.canConvertToInt() && isCount(node.intValue()),
              where,
              "an integer from 0 to " + MAX_COUNT,
              node);

  /** Exactly one of a text and a regular expression to look for. */
  JsonShape PATTERN =
      (where, node) -> {
        JsonValue.check(
            node.isObject() && node.size() == 1 && (node.has("String") || node.has("Regex")),
            where,
            "a String or a Regex",
            node);
        JsonNode pattern = node.elements().next();
        TEXT.check(where, pattern);
        JsonValue.check(
            !pattern.textValue().isEmpty(), where, "a pattern that is not empty", pattern);
      };

  /** Checks a value; the message of the {@link IllegalArgumentException} begins with where. */
  void check(String where, JsonNode node);

  /** The same, or null or nothing. */
  default JsonShape orNothing() {
    return (where, node) -> {
      if (!isNothing(node)) {
        check(where, node);
      }
    };
  }

  /** One of some words. */
  static JsonShape oneOf(String... words) {
    return (where, node) ->
        JsonValue.check(
            node.isTextual() && Arrays.asList(words).contains(node.textValue()),
            where,
            "one of " + Arrays.toString(words),
            node);
  }

  /** A list of such values. */
  static JsonShape listOf(JsonShape element) {
    return (where, node) -> {
      JsonValue.check(node.isArray(), where, "a list", node);
      for (int i = 0; i < node.size(); i++) {
        element.check(where + "[" + i + "]", node.get(i));
      }
    };
  }

  /** An object with a field of such a value, beside what else it has. */
  static Fields fields() {
    return new Fields(List.of());
  }

  /** Fields of an object; others are left alone. */
  record Fields(List<Field> fields) implements JsonShape {
    record Field(String name, JsonShape shape) {}

    Fields with(String name, JsonShape shape) {
      List<Field> more = new ArrayList<>(fields);
      more.add(new Field(name, shape));
      return new Fields(more);
    }

    @Override
    public void check(String where, JsonNode node) {
      JsonValue.check(node.isObject(), where, "an object", node);
      for (Field field : fields) {
        field.shape().check(where + "." + field.name(), node.path(field.name()));
      }
    }
  }

  static boolean isNothing(JsonNode node) {
    return node.isNull() || node.isMissingNode();
  }

  private static boolean isCount(int number) {
    return number >= 0 && number <= MAX_COUNT;
  }
}
