package org.temper.data.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.text.MarkedText.Span;

/**
 * A conversation in which what spells a special token is broken by a private character after the
 * first of its own, so that it can be told from what the template writes once it is rendered.
 *
 * @param conversation the conversation
 * @param guard the private character, which is nowhere else in it
 * @param first what of it was broken first: the message and the token; empty where nothing was
 */
record GuardedConversation(Conversation conversation, char guard, Optional<Broken> first) {
  private static final char FIRST_GUARD = '\uE000';
  private static final char LAST_GUARD = '\uF8E0';

  /**
   * A text that spells a special token.
   *
   * @param message the message that has it; -1 for a tool's description
   * @param token the token's text
   */
  record Broken(int message, String token) {
    ConversationException error(String what) {
      return new ConversationException(
          Math.max(0, message), "content", what + " '" + Excerpt.of(token) + "'");
    }
  }

  static GuardedConversation of(Conversation conversation, SpecialTexts special) {
    String all = ConversationFormat.TRL.write(conversation).toString();
    char guard = FIRST_GUARD;
    while (all.indexOf(guard) >= 0 && guard < LAST_GUARD) {
      guard++;
    }
    Breaker breaker = new Breaker(special, guard);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < conversation.messages().size(); i++) {
      breaker.message = i;
      messages.add(breaker.broken(conversation.messages().get(i)));
    }
    breaker.message = -1;
    List<ToolDefinition> tools = new ArrayList<>();
    for (ToolDefinition tool : conversation.tools()) {
      tools.add(new ToolDefinition((ObjectNode) breaker.broken(tool.json())));
    }
    return new GuardedConversation(
        new Conversation(messages, tools, conversation.variables()),
        guard,
        Optional.ofNullable(breaker.first));
  }

  /** The text without guards. */
  String clean(String rendered) {
    return rendered.replace(String.valueOf(guard), "");
  }

  /** Where a position of the rendered text is in the clean one. */
  int clean(String rendered, int position) {
    return position - (int) rendered.substring(0, position).chars().filter(c -> c == guard).count();
  }

  /** What of the clean text spells special tokens and is none. */
  List<Span> plain(String rendered, SpecialTexts special) {
    String clean = clean(rendered);
    ImmutableList.Builder<Span> plain = ImmutableList.builder();
    int end = 0;
    int guards = 0;
    for (int i = rendered.indexOf(guard); i >= 0; i = rendered.indexOf(guard, i + 1)) {
      int start = i - guards > 0 ? clean.offsetByCodePoints(i - guards, -1) : 0;
      guards++;
      Optional<Span> found = special.at(clean, start).filter(span -> span.start() >= 0);
      if (found.isPresent() && start >= end) {
        plain.add(found.get());
        end = found.get().end();
      }
    }
    return plain.build();
  }

  /** Breaks texts. */
  private static final class Breaker {
    private final SpecialTexts special;
    private final char guard;
    private int message;
    private @Nullable Broken first;

    Breaker(SpecialTexts special, char guard) {
      this.special = special;
      this.guard = guard;
    }

    Message broken(Message from) {
      ImmutableMap.Builder<String, JsonNode> others = ImmutableMap.builder();
      from.others().forEach((field, value) -> others.put(field, broken(value)));
      return new Message(
          from.role(),
          from.content().map(this::broken),
          from.reasoning().map(this::broken),
          from.toolCalls().stream().map(this::broken).toList(),
          from.toolCallId().map(this::broken),
          from.name().map(this::broken),
          from.weight(),
          others.buildOrThrow());
    }

    private ToolCall broken(ToolCall call) {
      return new ToolCall(
          call.id().map(this::broken), broken(call.name()), (ObjectNode) broken(call.arguments()));
    }

    private Content broken(Content content) {
      if (!(content instanceof Content.Parts parts)) {
        return Content.of(broken(content.text()));
      }
      // A template may join parts, so that a token is spelled across them.
      String whole = parts.text();
      List<Integer> breaks = breaks(whole);
      List<String> texts = new ArrayList<>();
      int start = 0;
      for (String text : parts.texts()) {
        int from = start;
        int end = start + text.length();
        texts.add(
            broken(
                text,
                breaks.stream().filter(b -> b > from && b <= end).map(b -> b - from).toList()));
        start = end;
      }
      return new Content.Parts(texts);
    }

    private String broken(String text) {
      return broken(text, breaks(text));
    }

    private String broken(String text, List<Integer> breaks) {
      StringBuilder broken = new StringBuilder();
      int start = 0;
      for (int at : breaks) {
        broken.append(text, start, at).append(guard);
        start = at;
      }
      return broken.append(text, start, text.length()).toString();
    }

    private List<Integer> breaks(String text) {
      List<Integer> breaks = new ArrayList<>();
      for (Span span : special.in(text)) {
        breaks.add(text.offsetByCodePoints(span.start(), 1));
        if (first == null) {
          first = new Broken(message, text.substring(span.start(), span.end()));
        }
      }
      return breaks;
    }

    private JsonNode broken(JsonNode node) {
      if (node.isTextual()) {
        return JsonNodeFactory.instance.textNode(broken(node.textValue()));
      }
      if (node.isArray()) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        node.forEach(element -> list.add(broken(element)));
        return list;
      }
      if (node.isObject()) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          object.set(broken(entry.getKey()), broken(entry.getValue()));
        }
        return object;
      }
      return node;
    }
  }
}
