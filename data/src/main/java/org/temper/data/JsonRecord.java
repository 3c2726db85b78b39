package org.temper.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;

/** A JSON object of a file, whose errors name the file, the line and the field. */
public final class JsonRecord {
  private final TextLines.Line line;
  private final String path;
  private final ObjectNode node;

  JsonRecord(TextLines.Line line, String path, ObjectNode node) {
    this.line = line;
    this.path = path;
    this.node = node;
  }

  /**
   * Where this record stands, as errors name it.
   *
   * @return the file and the line
   */
  public String location() {
    return line.file() + ":" + line.number();
  }

  /**
   * The names of the fields.
   *
   * @return in the order of the file
   */
  public List<String> fields() {
    return ImmutableList.copyOf(node.fieldNames());
  }

  /**
   * A field's text.
   *
   * @param field the field
   * @return its value, may be empty
   * @throws MalformedDataException if there is no such field, or it is not a string of whole
   *     characters
   */
  public String text(String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isTextual()) {
      throw expected(field, "a string", value);
    }
    String text = value.textValue();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw malformed(field, "expected whole characters, got half of a surrogate pair");
    }
    return text;
  }

  /**
   * A field's truth value.
   *
   * @param field the field
   * @return its value
   * @throws MalformedDataException if there is no such field, or it is neither true nor false
   */
  public boolean flag(String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isBoolean()) {
      throw expected(field, "true or false", value);
    }
    return value.booleanValue();
  }

  /**
   * A field's number.
   *
   * @param field the field
   * @return its value, finite
   * @throws MalformedDataException if there is no such field, or it is not a number that a double
   *     can hold
   */
  public double number(String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isNumber()) {
      throw expected(field, "a number", value);
    }
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      throw malformed(field, "expected a finite number, got " + Excerpt.of(value));
    }
    return number;
  }

  /**
   * Whether a field holds an object.
   *
   * @param field the field
   * @return false also where there is no such field
   */
  public boolean isObject(String field) {
    JsonNode value = node.get(field);
    return value != null && value.isObject();
  }

  /**
   * A field's object.
   *
   * @param field the field
   * @return the object
   * @throws MalformedDataException if there is no such field, or it is not an object
   */
  public JsonRecord object(String field) {
    if (node.get(field) instanceof ObjectNode object) {
      return new JsonRecord(line, path + field + ".", object);
    }
    throw expected(field, "an object", node.get(field));
  }

  /**
   * A field's list of objects.
   *
   * @param field the field
   * @return the objects, may be none
   * @throws MalformedDataException if there is no such field, or it is not a list of objects alone
   */
  public List<JsonRecord> objects(String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isArray()) {
      throw expected(field, "a list", value);
    }
    ImmutableList.Builder<JsonRecord> objects = ImmutableList.builder();
    for (int i = 0; i < value.size(); i++) {
      String element = field + "[" + i + "]";
      if (!(value.get(i) instanceof ObjectNode object)) {
        throw expected(element, "an object", value.get(i));
      }
      objects.add(new JsonRecord(line, path + element + ".", object));
    }
    return objects.build();
  }

  /**
   * Whether a field holds a list.
   *
   * @param field the field
   * @return false also where there is no such field
   */
  public boolean isList(String field) {
    JsonNode value = node.get(field);
    return value != null && value.isArray();
  }

  /**
   * A field's JSON.
   *
   * @param field the field
   * @return a copy; empty where there is no such field, or it is null
   */
  public Optional<JsonNode> json(String field) {
    return Optional.ofNullable(node.get(field)).filter(v -> !v.isNull()).map(JsonNode::deepCopy);
  }

  /**
   * The JSON that a field holds or, being a string, spells.
   *
   * @param field the field
   * @return a copy; empty where there is no such field, it is null, or an empty string
   * @throws MalformedDataException if it is a string that is not JSON
   */
  public Optional<JsonNode> spelledJson(String field) {
    Optional<JsonNode> value = json(field);
    if (value.isEmpty() || !value.get().isTextual()) {
      return value;
    }
    String text = text(field);
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(JsonFile.parse(text));
    } catch (JsonProcessingException e) {
      throw malformed(
          field, "expected JSON, got invalid JSON: " + Excerpt.of(e.getOriginalMessage()));
    }
  }

  /**
   * An error of a field, for a decoder that asks more of it than a type.
   *
   * @param field the field
   * @param problem what was expected and what was found
   * @return the exception, to be thrown
   */
  public MalformedDataException malformed(String field, String problem) {
    return line.malformed(path + field + ": " + problem);
  }

  private MalformedDataException expected(String field, String what, @Nullable JsonNode value) {
    return malformed(field, "expected " + what + ", got " + describe(value));
  }

  static String describe(@Nullable JsonNode value) {
    return value == null || value.isMissingNode()
        ? "nothing"
        : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
