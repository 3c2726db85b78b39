package org.temper.environments.toolbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.environments.Task;

/** Calls of the tools as they are made, with their results. */
final class Script {
  private final ToolboxQuestion.Facts facts;
  private final ToolboxEnvironment tools = new ToolboxEnvironment();
  private final List<Message> messages = new ArrayList<>();

  Script(ToolboxQuestion.Facts facts) {
    this.facts = facts;
    tools.reset(
        new Task<>(
            "script",
            new ToolboxQuestion(facts, "", messages, 0),
            Conversation.of(Message.of(Role.USER, ""))));
  }

  ToolboxQuestion question(String text, long answer) {
    return new ToolboxQuestion(facts, text, messages, answer);
  }

  String wish(String name) {
    return called("wish", arguments().put("name", name), tools.wish(name));
  }

  long price(String item) {
    return number("price", arguments().put("item", item), tools.price(item));
  }

  long stock(String item) {
    return number("stock", arguments().put("item", item), tools.stock(item));
  }

  long unit(String unit) {
    return number("unit", arguments().put("unit", unit), tools.unit(unit));
  }

  long day(String event) {
    return number("day", arguments().put("event", event), tools.day(event));
  }

  long add(long a, long b) {
    return number("add", arguments().put("a", a).put("b", b), tools.add(a, b));
  }

  long subtract(long a, long b) {
    return number("subtract", arguments().put("a", a).put("b", b), tools.subtract(a, b));
  }

  long multiply(long a, long b) {
    return number("multiply", arguments().put("a", a).put("b", b), tools.multiply(a, b));
  }

  private static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }

  private long number(String tool, ObjectNode arguments, String result) {
    return Long.parseLong(called(tool, arguments, result));
  }

  private String called(String tool, ObjectNode arguments, String result) {
    ToolCall call = ToolCall.of(tool, arguments);
    messages.add(Message.calling(call));
    messages.add(Message.resultOf(call, result));
    return result;
  }
}
