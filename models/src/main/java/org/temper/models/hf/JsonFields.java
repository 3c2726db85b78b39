package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.temper.api.Excerpt;

/** The fields of a JSON object, of which it is known afterwards which have been read. */
final class JsonFields {
  private final String where;
  private final ObjectNode object;
  private final Set<String> read = new HashSet<>();

  JsonFields(String where, ObjectNode object) {
    this.where = where;
    this.object = object;
  }

  /** The field's value, unless it is absent or null. */
  Optional<JsonNode> value(String key) {
    read.add(key);
    return Optional.ofNullable(object.get(key)).filter(node -> !node.isNull());
  }

  boolean present(String key) {
    return object.has(key);
  }

  Optional<String> string(String key) {
    return value(key)
        .map(
            node -> {
              check(node.isTextual(), key, "a string", node);
              return node.asText();
            });
  }

  Optional<Boolean> bool(String key) {
    return value(key)
        .map(
            node -> {
              check(node.isBoolean(), key, "true or false", node);
              return node.asBoolean();
            });
  }

  OptionalInt positiveInt(String key) {
    return value(key)
        .map(
            node -> {
              check(
                  node.isIntegralNumber() && node.canConvertToInt() && node.asInt() > 0,
                  key,
                  "a positive integer",
                  node);
              return OptionalInt.of(node.asInt());
            })
        .orElseGet(OptionalInt::empty);
  }

  OptionalDouble number(String key) {
    return value(key)
        .map(
            node -> {
              check(node.isNumber(), key, "a number", node);
              return OptionalDouble.of(node.asDouble());
            })
        .orElseGet(OptionalDouble::empty);
  }

  Optional<JsonFields> object(String key) {
    return value(key)
        .map(
            node -> {
              check(node instanceof ObjectNode, key, "an object", node);
              return new JsonFields(where + ": " + key, (ObjectNode) node);
            });
  }

  JsonFields requiredObject(String key) {
    return object(key).orElseThrow(() -> missing(key, "an object"));
  }

  /** The names of all fields. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** All fields, each of which is a string. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    names().forEach(name -> texts.put(name, requiredString(name)));
    return texts;
  }

  int requiredInt(String key) {
    return positiveInt(key).orElseThrow(() -> missing(key, "a positive integer"));
  }

  double requiredNumber(String key) {
    return number(key).orElseThrow(() -> missing(key, "a number"));
  }

  String requiredString(String key) {
    return string(key).orElseThrow(() -> missing(key, "a string"));
  }

  /** Checks that a field, where it is set, has the only value that is supported. */
  void expect(String key, Object only) {
    value(key)
        .ifPresent(
            node ->
                check(
                    only instanceof Number number
                        ? node.isNumber() && node.asDouble() == number.doubleValue()
                        : node.asText().equals(only.toString()),
                    key,
                    only.toString(),
                    node));
  }

  /** Checks that nothing is set but what has been read and the given keys. */
  void rejectUnread(Set<String> harmless) {
    Set<String> unknown = new TreeSet<>();
    object.properties().stream()
        .filter(property -> !property.getValue().isNull())
        .map(property -> property.getKey())
        .filter(key -> !read.contains(key) && !harmless.contains(key))
        .forEach(unknown::add);
    checkArgument(
        unknown.isEmpty(),
        "%s: expected only keys whose meaning is known, got %s",
        where,
        Excerpt.of(String.join(", ", unknown)));
  }

  /** The keys that are set and have not been read. */
  Set<String> unread() {
    Set<String> keys = new TreeSet<>();
    object.properties().stream()
        .filter(property -> !property.getValue().isNull() && !read.contains(property.getKey()))
        .forEach(property -> keys.add(property.getKey()));
    return keys;
  }

  void check(boolean holds, String key, String expected, Object got) {
    checkArgument(holds, "%s: %s: expected %s, got %s", where, key, expected, Excerpt.of(got));
  }

  IllegalArgumentException missing(String key, String expected) {
    return new IllegalArgumentException(
        where + ": " + key + ": expected " + expected + ", got none");
  }
}
