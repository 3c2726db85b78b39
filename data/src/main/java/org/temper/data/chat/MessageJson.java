package org.temper.data.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Messages as the JSON objects of files and templates. */
final class MessageJson {
  static final String REASONING = "reasoning_content";
  static final String WEIGHT = "weight";

  private MessageJson() {}

  /** How tool calls' arguments are written. */
  enum Arguments {
    /** As the object that they are. */
    OBJECT,
    /** As a string that spells the object. */
    STRING
  }

  /** The messages as files have them, which leave out what there is none of. */
  static ArrayNode ofFile(List<Message> messages, Arguments arguments) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Message message : messages) {
      ObjectNode json = list.addObject().put("role", message.role().label());
      message.content().ifPresent(content -> json.set("content", content.toJson()));
      message.reasoning().ifPresent(text -> json.put(REASONING, text));
      putRest(json, message, arguments);
      message
          .weight()
          .ifPresent(weight -> json.put(WEIGHT, weight == Message.Weight.TRAINED ? 1 : 0));
    }
    return list;
  }

  /**
   * The messages as templates read them: reasoning by both of its usual names, and a content that
   * is not there as an empty text. Where arguments are strings it is null, and so is an empty text
   * beside calls: templates that read strings tell calls from answers by it.
   */
  static ArrayNode ofTemplate(List<Message> messages, Arguments arguments) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Message message : messages) {
      ObjectNode json = list.addObject().put("role", message.role().label());
      boolean absent =
          message.content().isEmpty()
              || (!message.toolCalls().isEmpty() && message.text().isEmpty());
      if (arguments == Arguments.STRING && absent) {
        json.putNull("content");
      } else if (message.content().isPresent()) {
        json.set("content", message.content().get().toJson());
      } else {
        json.put("content", "");
      }
      message.reasoning().ifPresent(text -> json.put(REASONING, text).put("thinking", text));
      putRest(json, message, arguments);
    }
    return list;
  }

  static ArrayNode ofTools(List<ToolDefinition> tools) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    tools.forEach(tool -> list.add(tool.json()));
    return list;
  }

  private static void putRest(ObjectNode json, Message message, Arguments arguments) {
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = json.putArray("tool_calls");
      for (ToolCall call : message.toolCalls()) {
        ObjectNode object = calls.addObject();
        call.id().ifPresent(id -> object.put("id", id));
        ObjectNode function =
            object.put("type", "function").putObject("function").put("name", call.name());
        if (arguments == Arguments.OBJECT) {
          function.set("arguments", call.arguments());
        } else {
          function.put("arguments", call.arguments().toString());
        }
      }
    }
    message.toolCallId().ifPresent(id -> json.put("tool_call_id", id));
    message.name().ifPresent(name -> json.put("name", name));
    message.others().forEach((field, value) -> json.set(field, value.deepCopy()));
  }
}
