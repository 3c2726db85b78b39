package org.temper.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;

/**
 * A JSON object of a file, whose errors name the file, the line and the field. Files of other
 * formats give the same objects.
 */
public final class JsonRecord {
  private final Path file;
  private final long line;
  private final String path;
  private final ObjectNode node;
  private final Values values;

  private JsonRecord(Path file, long line, String path, ObjectNode node, Values values) {
    this.file = file;
    this.line = line;
    this.path = path;
    this.node = node;
    this.values = values;
  }

  /** What the values of a record are. */
  public enum Values {
    /** Each has the type that it was written with. */
    TYPED,
    /**
     * All are strings, as in a file of separated values: one that spells a number, a truth value or
     * JSON is taken for it where a field is asked for as such.
     */
    SPELLED
  }

  /**
   * A record.
   *
   * @param file the file
   * @param line the line, from 1; of a file without lines, the row
   * @param node its fields
   * @param values what they are
   * @return the record
   */
  public static JsonRecord of(Path file, long line, ObjectNode node, Values values) {
    return new JsonRecord(file, line, "", node, values);
  }

  /**
   * The record of a line of JSON.
   *
   * @param line the line
   * @return the record
   * @throws MalformedDataException if the line is not a JSON object
   */
  public static JsonRecord parse(TextLines.Line line) {
    return of(line.file(), line.number(), parseObject(line), Values.TYPED);
  }

  /**
   * The fields of a line of JSON.
   *
   * @param line the line
   * @return the fields
   * @throws MalformedDataException if the line is not a JSON object
   */
  public static ObjectNode parseObject(TextLines.Line line) {
    JsonNode node;
    try {
      node = JsonFile.parse(line.text());
    } catch (JsonProcessingException e) {
      throw line.malformed(
          "expected a JSON object, got invalid JSON: " + Excerpt.of(e.getOriginalMessage()));
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw line.malformed("expected a JSON object, got " + describe(node));
  }

  /**
   * Where this record stands, as errors name it.
   *
   * @return the file and the line
   */
  public String location() {
    return file + ":" + line;
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
    JsonNode value = get(field);
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
    JsonNode value = get(field);
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
    JsonNode value = get(field);
    return value != null && value.isObject();
  }

  /**
   * Whether a field holds a truth value.
   *
   * @param field the field
   * @return false also where there is no such field
   */
  public boolean isFlag(String field) {
    JsonNode value = get(field);
    return value != null && value.isBoolean();
  }

  /**
   * A field's object.
   *
   * @param field the field
   * @return the object
   * @throws MalformedDataException if there is no such field, or it is not an object
   */
  public JsonRecord object(String field) {
    if (get(field) instanceof ObjectNode object) {
      return new JsonRecord(file, line, path + field + ".", object, Values.TYPED);
    }
    throw expected(field, "an object", get(field));
  }

  /**
   * A field's list of objects.
   *
   * @param field the field
   * @return the objects, may be none
   * @throws MalformedDataException if there is no such field, or it is not a list of objects alone
   */
  public List<JsonRecord> objects(String field) {
    JsonNode value = list(field);
    ImmutableList.Builder<JsonRecord> objects = ImmutableList.builder();
    for (int i = 0; i < value.size(); i++) {
      String element = field + "[" + i + "]";
      if (!(value.get(i) instanceof ObjectNode object)) {
        throw expected(element, "an object", value.get(i));
      }
      objects.add(new JsonRecord(file, line, path + element + ".", object, Values.TYPED));
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
   * A field's list of strings.
   *
   * @param field the field
   * @return the strings, may be none
   * @throws MalformedDataException if there is no such field, or it is not a list of strings alone
   */
  public List<String> texts(String field) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    elements(field, "a string", JsonNode::isTextual).forEach(text -> texts.add(text.textValue()));
    return texts.build();
  }

  /**
   * A field's list of truth values.
   *
   * @param field the field
   * @return the values, may be none
   * @throws MalformedDataException if there is no such field, or it is not a list of truth values
   *     alone
   */
  public List<Boolean> flags(String field) {
    ImmutableList.Builder<Boolean> flags = ImmutableList.builder();
    elements(field, "true or false", JsonNode::isBoolean)
        .forEach(flag -> flags.add(flag.booleanValue()));
    return flags.build();
  }

  private JsonNode elements(String field, String what, Predicate<JsonNode> isOne) {
    JsonNode value = list(field);
    for (int i = 0; i < value.size(); i++) {
      if (!isOne.test(value.get(i))) {
        throw expected(field + "[" + i + "]", what, value.get(i));
      }
    }
    return value;
  }

  private JsonNode list(String field) {
    JsonNode value = get(field);
    if (value == null || !value.isArray()) {
      throw expected(field, "a list", value);
    }
    return value;
  }

  /** A field's value; of a string that may spell one, what it spells. */
  private @Nullable JsonNode get(String field) {
    JsonNode value = node.get(field);
    if (values == Values.TYPED || value == null || !value.isTextual()) {
      return value;
    }
    String text = value.textValue().strip();
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return BooleanNode.valueOf(text.equalsIgnoreCase("true"));
    }
    try {
      return JsonFile.parse(text);
    } catch (JsonProcessingException e) {
      return value;
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
    return new MalformedDataException(file, line, path + field + ": " + problem);
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
