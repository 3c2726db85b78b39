package org.temper.environments.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import org.temper.environments.calls.WrittenTurn.WrittenCall;

/** Reader of calls after Mistral's mark. */
final class MistralCalls {
  static final String MARK = "[TOOL_CALLS]";
  private static final String ARGUMENTS = "[ARGS]";

  /** What may stand between a name and its arguments: a mark with the call's id. */
  private static final String ID = "[CALL_ID]";

  private MistralCalls() {}

  static WrittenTurn read(String text) {
    int mark = text.indexOf(MARK);
    if (mark < 0) {
      CallJson.Value value = CallJson.at(text, 0);
      JsonNode list = value.node();
      if (list != null && list.isArray() && !list.isEmpty() && CallJson.isCall(list.get(0))) {
        return new WrittenTurn(text.substring(value.end()), CallJson.calls(list, text));
      }
      return new WrittenTurn(text, List.of());
    }
    List<WrittenCall> calls = new ArrayList<>();
    for (String part : Splitter.on(MARK).split(text.substring(mark + MARK.length()))) {
      read(part.strip(), calls);
    }
    return new WrittenTurn(text.substring(0, mark), calls);
  }

  private static void read(String part, List<WrittenCall> calls) {
    if (part.startsWith("[{") || part.startsWith("{") || part.startsWith("[]")) {
      CallJson.Value value = CallJson.at(part, 0);
      if (value.node() == null) {
        calls.add(CallJson.malformed(part));
      } else {
        calls.addAll(CallJson.calls(value.node(), part));
      }
      return;
    }
    int brace = part.indexOf('{');
    String head = brace < 0 ? part : part.substring(0, brace).replace(ARGUMENTS, "");
    int id = head.indexOf(ID);
    String name = (id < 0 ? head : head.substring(0, id)).strip();
    CallJson.Value value = brace < 0 ? CallJson.at("", 0) : CallJson.at(part, brace);
    if (value.node() == null || name.isEmpty() || !isName(name)) {
      calls.add(CallJson.malformed(part));
      return;
    }
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("name", name);
    call.set("arguments", value.node());
    if (id >= 0) {
      call.put("id", head.substring(id + ID.length()).strip());
    }
    calls.add(CallJson.call(call, part));
  }

  private static boolean isName(String name) {
    return CharMatcher.whitespace().or(CharMatcher.anyOf("[]{}\"")).matchesNoneOf(name);
  }
}
