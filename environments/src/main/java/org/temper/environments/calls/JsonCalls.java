package org.temper.environments.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.CharMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.temper.environments.calls.WrittenTurn.WrittenCall;

/**
 * Reader of calls as JSON that begins a line. JSON that has not a call's form is what the assistant
 * says.
 */
enum JsonCalls {
  /** After a mark, or from the beginning of the turn. */
  LLAMA,
  /** Anywhere. */
  PLAIN;

  private static final String TAG = "<|python_tag|>";
  private static final String FENCE = "```";
  private static final Pattern LOOKS_LIKE_CALL =
      Pattern.compile("[\\[\\s]*\\{\\s*\"(name|function)\"\\s*:");
  private static final CharMatcher BETWEEN = CharMatcher.whitespace().or(CharMatcher.anyOf(";,"));

  WrittenTurn read(String text) {
    int tag = text.indexOf(TAG);
    if (tag >= 0) {
      Found found = new Found(text.substring(tag + TAG.length()));
      found.readAll();
      if (found.calls.isEmpty() || !found.said.toString().isBlank()) {
        found.calls.add(CallJson.malformed(found.said.toString().strip()));
      }
      return new WrittenTurn(text.substring(0, tag), found.calls);
    }
    boolean begins = LOOKS_LIKE_CALL.matcher(text).lookingAt();
    if (this == LLAMA && !begins) {
      return new WrittenTurn(text, List.of());
    }
    Found found = new Found(text);
    found.readAll();
    return found.calls.isEmpty()
        ? new WrittenTurn(text, List.of())
        : new WrittenTurn(found.said.toString(), found.calls);
  }

  /** What is found so far. */
  private static final class Found {
    private final String text;
    private final StringBuilder said = new StringBuilder();
    private final List<WrittenCall> calls = new ArrayList<>();

    Found(String text) {
      this.text = text;
    }

    void readAll() {
      int at = 0;
      while (at < text.length()) {
        at = calls.isEmpty() ? at : skip(at);
        int line = text.indexOf('\n', at);
        int end = line < 0 ? text.length() : line + 1;
        int start = at;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
          start++;
        }
        boolean json = start < end && (text.charAt(start) == '{' || text.charAt(start) == '[');
        at = json ? value(at, start, end) : line(at, end);
      }
    }

    private int skip(int from) {
      int at = from;
      while (at < text.length() && BETWEEN.matches(text.charAt(at))) {
        at++;
      }
      return at;
    }

    /** A line that does not begin with JSON; the marks of a fenced block are not said. */
    private int line(int at, int end) {
      String line = text.substring(at, end);
      if (!line.strip().startsWith(FENCE)) {
        said.append(line);
      }
      return end;
    }

    private int value(int at, int start, int end) {
      CallJson.Value value = CallJson.at(text, start);
      JsonNode node = value.node();
      if (node != null) {
        boolean list = node.isArray() && !node.isEmpty();
        if (CallJson.isCall(list ? node.get(0) : node)) {
          calls.addAll(CallJson.calls(node, text.substring(start, value.end())));
          return value.end();
        }
        said.append(text, at, value.end());
        return value.end();
      }
      if (LOOKS_LIKE_CALL.matcher(text).region(start, text.length()).lookingAt()) {
        calls.add(CallJson.malformed(text.substring(start).strip()));
        return text.length();
      }
      said.append(text, at, end);
      return end;
    }
  }
}
