package org.temper.data.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;

/**
 * The form of ShareGPT's conversations: objects with {@code from} and {@code value}. A {@code
 * function_call} is the JSON of a call with {@code name} and {@code arguments}, or a list of them.
 */
final class ShareGpt {
  static final String FIELD = "conversations";
  static final String SYSTEM = "system";
  private static final String FROM = "from";
  private static final String VALUE = "value";
  private static final String CALL = "function_call";

  private static final ImmutableMap<String, Role> ROLES =
      ImmutableMap.<String, Role>builder()
          .put("human", Role.USER)
          .put("gpt", Role.ASSISTANT)
          .put("observation", Role.TOOL)
          .put("user", Role.USER)
          .put("assistant", Role.ASSISTANT)
          .put("tool", Role.TOOL)
          .put(SYSTEM, Role.SYSTEM)
          .put("developer", Role.DEVELOPER)
          .buildOrThrow();

  private ShareGpt() {}

  /** Whether the system's message stands beside the others. */
  static boolean hasSystem(JsonRecord record) {
    return MessageReader.text(record, SYSTEM).filter(text -> !text.isEmpty()).isPresent();
  }

  static List<Message> messages(JsonRecord record) {
    ImmutableList.Builder<Message> messages = ImmutableList.builder();
    if (hasSystem(record)) {
      messages.add(Message.of(Role.SYSTEM, record.text(SYSTEM)));
    }
    for (JsonRecord turn : record.objects(FIELD)) {
      String from = turn.text(FROM);
      if (from.equals(CALL)) {
        messages.add(calling(turn));
        continue;
      }
      Role role = ROLES.get(from);
      if (role == null) {
        throw turn.malformed(
            FROM,
            "expected " + CALL + " or one of " + ROLES.keySet() + ", got " + Excerpt.of(from));
      }
      messages.add(Message.of(role, turn.text(VALUE)));
    }
    List<Message> read = messages.build();
    if (record.objects(FIELD).isEmpty()) {
      throw record.malformed(FIELD, "expected at least one message, got none");
    }
    return read;
  }

  private static Message calling(JsonRecord turn) {
    JsonNode calls =
        turn.spelledJson(VALUE)
            .orElseThrow(() -> turn.malformed(VALUE, "expected a call's JSON, got nothing"));
    ImmutableList.Builder<ToolCall> made = ImmutableList.builder();
    for (JsonNode call : calls.isArray() ? calls : List.of(calls)) {
      made.add(call(turn, call));
    }
    List<ToolCall> read = made.build();
    if (read.isEmpty()) {
      throw turn.malformed(VALUE, "expected at least one call, got none");
    }
    return Message.calling(read.toArray(new ToolCall[0]));
  }

  private static ToolCall call(JsonRecord turn, JsonNode call) {
    JsonNode name = call.path("name");
    JsonNode arguments = call.path("arguments");
    if (!call.isObject() || !name.isTextual() || name.textValue().isBlank()) {
      throw turn.malformed(
          VALUE, "expected an object with name and arguments, got " + Excerpt.of(call));
    }
    if (!(arguments instanceof ObjectNode object)) {
      throw turn.malformed(
          VALUE,
          "arguments: expected an object, got "
              + (arguments.isMissingNode() ? "nothing" : Excerpt.of(arguments)));
    }
    return new ToolCall(Optional.ofNullable(call.path("id").textValue()), name.textValue(), object);
  }

  /** Writes a conversation, which has nothing that this form has no field for. */
  static void write(Conversation conversation, ObjectNode record) {
    ArrayNode turns = record.putArray(FIELD);
    for (int i = 0; i < conversation.messages().size(); i++) {
      Message message = conversation.messages().get(i);
      check(i, message.reasoning().isEmpty(), MessageJson.REASONING);
      check(i, message.toolCallId().isEmpty(), "tool_call_id");
      check(i, message.name().isEmpty(), "name");
      check(i, message.weight().isEmpty(), MessageJson.WEIGHT);
      check(i, message.others().isEmpty(), "others");
      check(i, message.content().filter(Content.Parts.class::isInstance).isEmpty(), "content");
      check(i, message.content().isEmpty() || message.toolCalls().isEmpty(), "content");
      ObjectNode turn = turns.addObject();
      if (message.toolCalls().isEmpty()) {
        turn.put(FROM, label(message.role())).put(VALUE, message.text());
      } else {
        turn.put(FROM, CALL).put(VALUE, calls(message.toolCalls()).toString());
      }
    }
  }

  private static JsonNode calls(List<ToolCall> calls) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (ToolCall call : calls) {
      ObjectNode object = list.addObject();
      call.id().ifPresent(id -> object.put("id", id));
      object.put("name", call.name()).set("arguments", call.arguments());
    }
    return list.size() == 1 ? list.get(0) : list;
  }

  private static String label(Role role) {
    return ROLES.entrySet().stream()
        .filter(entry -> entry.getValue() == role)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static void check(int message, boolean holds, String field) {
    if (!holds) {
      throw new ConversationException(
          message, field, "expected none, as ShareGPT's form has no field for it, got some");
    }
  }
}
