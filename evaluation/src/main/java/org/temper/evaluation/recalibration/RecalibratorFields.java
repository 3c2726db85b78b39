package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.temper.api.Excerpt;

/** A JSON object's fields as recalibrators have them; what is missing or of another kind fails. */
record RecalibratorFields(ObjectNode node) {

  double number(String name) {
    return number(name, node.path(name));
  }

  String text(String name) {
    JsonNode value = node.path(name);
    checkArgument(value.isTextual(), "%s: expected a text, got %s", name, shown(value));
    return value.textValue();
  }

  ImmutableDoubleArray numbers(String name) {
    return numbers(name, node.path(name));
  }

  List<ImmutableDoubleArray> rows(String name) {
    ImmutableList.Builder<ImmutableDoubleArray> rows = ImmutableList.builder();
    int i = 0;
    for (JsonNode row : array(name, node.path(name))) {
      rows.add(numbers(name + "[" + i++ + "]", row));
    }
    return rows.build();
  }

  static ArrayNode array(ImmutableDoubleArray values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return array;
  }

  static ArrayNode array(List<ImmutableDoubleArray> rows) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    rows.forEach(row -> array.add(array(row)));
    return array;
  }

  static String shown(JsonNode value) {
    return value.isMissingNode() ? "nothing" : Excerpt.of(value);
  }

  private static ImmutableDoubleArray numbers(String name, JsonNode value) {
    ImmutableDoubleArray.Builder numbers = ImmutableDoubleArray.builder();
    int i = 0;
    for (JsonNode number : array(name, value)) {
      numbers.add(number(name + "[" + i++ + "]", number));
    }
    return numbers.build();
  }

  private static JsonNode array(String name, JsonNode value) {
    checkArgument(value.isArray(), "%s: expected an array, got %s", name, shown(value));
    return value;
  }

  private static double number(String name, JsonNode value) {
    checkArgument(value.isNumber(), "%s: expected a number, got %s", name, shown(value));
    return value.doubleValue();
  }
}
