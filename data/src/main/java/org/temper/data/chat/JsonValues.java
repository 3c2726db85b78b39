package org.temper.data.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;

/** JSON as values of templates, and how much of it there is. */
final class JsonValues {
  private static final int ITEM = 8;

  private long size;

  /** The value of a node. */
  Object of(JsonNode node) {
    size += ITEM;
    if (node.isObject()) {
      Dict dict = new Dict();
      node.properties()
          .forEach(
              entry -> {
                size += entry.getKey().length();
                dict.put(entry.getKey(), of(entry.getValue()));
              });
      return dict;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      node.forEach(item -> list.add(of(item)));
      return list;
    }
    if (node.isIntegralNumber()) {
      return Numbers.of(node.bigIntegerValue());
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNull() || node.isMissingNode()) {
      return None.NONE;
    }
    String text = node.asText();
    size += text.length();
    return text;
  }

  /** About how many characters all values so far have. */
  long size() {
    return size;
  }
}
