package org.temper.data.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;

/** A reader of messages as TRL and OpenAI's fine-tuning format have them. */
final class MessageReader {
  private static final String ROLE = "role";
  private static final String CONTENT = "content";
  private static final String CALLS = "tool_calls";
  private static final String CALL_ID = "tool_call_id";
  private static final String NAME = "name";
  private static final ImmutableList<String> REASONING =
      ImmutableList.of(MessageJson.REASONING, "thinking", "reasoning");

  private static final ImmutableSet<String> KNOWN =
      ImmutableSet.<String>builder()
          .add(ROLE, CONTENT, CALLS, CALL_ID, NAME, MessageJson.WEIGHT)
          .addAll(REASONING)
          .build();

  private MessageReader() {}

  static Message read(JsonRecord record) {
    String label = record.text(ROLE);
    Role role =
        Role.of(label)
            .orElseThrow(
                () ->
                    record.malformed(
                        ROLE,
                        "expected one of "
                            + Arrays.stream(Role.values()).map(Role::label).toList()
                            + ", got "
                            + Excerpt.of(label)));
    Optional<Content> content = content(record);
    List<ToolCall> calls = calls(record);
    if (content.isEmpty() && calls.isEmpty()) {
      throw record.malformed(CONTENT, "expected a string or a list of parts, got nothing");
    }
    try {
      return new Message(
          role,
          content,
          reasoning(record),
          calls,
          text(record, CALL_ID),
          text(record, NAME),
          weight(record),
          others(record));
    } catch (IllegalArgumentException e) {
      throw Fields.of(record, e);
    }
  }

  static ToolCall call(JsonRecord record) {
    JsonRecord function = record.isObject("function") ? record.object("function") : record;
    String name = function.text(NAME);
    JsonNode arguments =
        function.spelledJson("arguments").orElse(JsonNodeFactory.instance.objectNode());
    if (!(arguments instanceof ObjectNode object)) {
      throw function.malformed("arguments", "expected an object, got " + Excerpt.of(arguments));
    }
    try {
      return new ToolCall(text(record, "id"), name, object);
    } catch (IllegalArgumentException e) {
      throw Fields.of(function, e);
    }
  }

  private static Optional<Content> content(JsonRecord record) {
    if (!record.isList(CONTENT)) {
      return text(record, CONTENT).map(Content::of);
    }
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (JsonRecord part : record.objects(CONTENT)) {
      String type = part.text("type");
      if (!type.equals("text")) {
        throw part.malformed("type", "expected text, got " + Excerpt.of(type));
      }
      texts.add(part.text("text"));
    }
    return Optional.of(new Content.Parts(texts.build()));
  }

  private static Optional<String> reasoning(JsonRecord record) {
    return REASONING.stream()
        .flatMap(field -> text(record, field).stream())
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  private static List<ToolCall> calls(JsonRecord record) {
    return record.json(CALLS).isEmpty()
        ? List.of()
        : record.objects(CALLS).stream().map(MessageReader::call).toList();
  }

  private static Optional<Message.Weight> weight(JsonRecord record) {
    if (record.json(MessageJson.WEIGHT).isEmpty()) {
      return Optional.empty();
    }
    double weight = record.number(MessageJson.WEIGHT);
    if (weight != 0 && weight != 1) {
      throw record.malformed(MessageJson.WEIGHT, "expected 0 or 1, got " + weight);
    }
    return Optional.of(weight == 0 ? Message.Weight.CONTEXT : Message.Weight.TRAINED);
  }

  private static ImmutableMap<String, JsonNode> others(JsonRecord record) {
    ImmutableMap.Builder<String, JsonNode> others = ImmutableMap.builder();
    for (String field : record.fields()) {
      if (!KNOWN.contains(field)) {
        record.json(field).ifPresent(value -> others.put(field, value));
      }
    }
    return others.buildOrThrow();
  }

  /** A field's text; empty where there is none. */
  static Optional<String> text(JsonRecord record, String field) {
    return record.json(field).isEmpty() ? Optional.empty() : Optional.of(record.text(field));
  }
}
