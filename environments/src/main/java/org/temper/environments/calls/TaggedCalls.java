package org.temper.environments.calls;

import java.util.ArrayList;
import java.util.List;
import org.temper.environments.calls.WrittenTurn.WrittenCall;

/** Reader of calls between tags. */
final class TaggedCalls {
  static final String START = "<tool_call>";
  private static final String END = "</tool_call>";

  private TaggedCalls() {}

  static WrittenTurn read(String text) {
    StringBuilder said = new StringBuilder();
    List<WrittenCall> calls = new ArrayList<>();
    int at = 0;
    for (int start = text.indexOf(START); start >= 0; start = text.indexOf(START, at)) {
      said.append(text, at, start);
      int body = start + START.length();
      int end = text.indexOf(END, body);
      int next = text.indexOf(START, body);
      // A call without its end goes up to the next; one within a string of another is part of it.
      CallJson.Value value = CallJson.at(text, body);
      if (value.node() != null) {
        int after = skipSpace(text, value.end());
        boolean closed = text.startsWith(END, after);
        if (closed || after == text.length() || after == next) {
          calls.addAll(CallJson.calls(value.node(), text.substring(body, value.end()).strip()));
          at = closed ? after + END.length() : after;
          continue;
        }
      }
      int stop = Math.min(end < 0 ? text.length() : end, next < 0 ? text.length() : next);
      calls.add(CallJson.malformed(text.substring(body, stop).strip()));
      at = text.startsWith(END, stop) ? stop + END.length() : stop;
    }
    return new WrittenTurn(said.append(text, at, text.length()).toString(), calls);
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
