package org.temper.data.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableList;
import java.util.List;

/** The content of a message: one text, or a list of text parts. */
public sealed interface Content {

  /**
   * One text.
   *
   * @param text may be empty
   */
  record Text(String text) implements Content {}

  /**
   * Text parts, as files with {@code "content": [{"type": "text", "text": …}]} have them.
   *
   * @param texts the parts' texts, may be none
   */
  record Parts(List<String> texts) implements Content {
    /** Copies the texts. */
    public Parts {
      texts = ImmutableList.copyOf(texts);
    }

    @Override
    public String text() {
      return String.join("", texts);
    }
  }

  /**
   * The whole text.
   *
   * @return of parts, all one after the other
   */
  String text();

  /**
   * One text.
   *
   * @param text may be empty
   * @return the content
   */
  static Content of(String text) {
    return new Text(text);
  }

  /**
   * The content as templates and files have it.
   *
   * @return a string, or a list of objects
   */
  default JsonNode toJson() {
    if (this instanceof Parts parts) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      parts.texts().forEach(text -> list.addObject().put("type", "text").put("text", text));
      return list;
    }
    return JsonNodeFactory.instance.textNode(text());
  }
}
