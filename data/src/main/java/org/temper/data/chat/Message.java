package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message of a conversation.
 *
 * @param role who wrote it
 * @param content what it says; empty where there is none, as beside tool calls
 * @param reasoning what the assistant thought before it, where it is given apart
 * @param toolCalls the calls that the assistant asks for
 * @param toolCallId the call that this is the result of, where it is named
 * @param name the tool's name, or the user's, where it is given
 * @param weight whether the message is trained on, where it is said
 * @param others further fields, which a template may read
 */
public record Message(
    Role role,
    Optional<Content> content,
    Optional<String> reasoning,
    List<ToolCall> toolCalls,
    Optional<String> toolCallId,
    Optional<String> name,
    Optional<Weight> weight,
    Map<String, JsonNode> others) {

  /** Whether a message is trained on, as OpenAI's fine-tuning format says it. */
  public enum Weight {
    /** {@code "weight": 0}: it is context alone. */
    CONTEXT,
    /** {@code "weight": 1}. */
    TRAINED
  }

  /**
   * Copies, and checks what only an assistant has.
   *
   * @throws IllegalArgumentException if another role has tool calls or reasoning, or another than a
   *     tool's message is the result of a call
   */
  public Message {
    toolCalls = ImmutableList.copyOf(toolCalls);
    others = copy(others);
    checkArgument(
        role == Role.ASSISTANT || toolCalls.isEmpty(),
        "tool_calls: expected none of the role %s, got some",
        role.label());
    checkArgument(
        role == Role.ASSISTANT || reasoning.isEmpty(),
        "reasoning_content: expected none of the role %s, got some",
        role.label());
    checkArgument(
        role == Role.TOOL || toolCallId.isEmpty(),
        "tool_call_id: expected none of the role %s, got one",
        role.label());
  }

  /**
   * A message that is a text.
   *
   * @param role who wrote it
   * @param text what it says
   * @return the message
   */
  public static Message of(Role role, String text) {
    return new Message(
        role,
        Optional.of(Content.of(text)),
        Optional.empty(),
        ImmutableList.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ImmutableMap.of());
  }

  /**
   * A message of the assistant that calls tools.
   *
   * @param calls the calls, in order
   * @return the message
   */
  public static Message calling(ToolCall... calls) {
    return of(Role.ASSISTANT, "").withContent(Optional.empty()).withToolCalls(List.of(calls));
  }

  /**
   * The result of a call.
   *
   * @param call the call
   * @param result what the tool gave
   * @return the message
   */
  public static Message resultOf(ToolCall call, String result) {
    return new Message(
        Role.TOOL,
        Optional.of(Content.of(result)),
        Optional.empty(),
        ImmutableList.of(),
        call.id(),
        Optional.of(call.name()),
        Optional.empty(),
        ImmutableMap.of());
  }

  /**
   * The same with another content.
   *
   * @param other the content
   * @return the message
   */
  public Message withContent(Optional<Content> other) {
    return new Message(role, other, reasoning, toolCalls, toolCallId, name, weight, others);
  }

  /**
   * The same with other reasoning.
   *
   * @param other what the assistant thought
   * @return the message
   */
  public Message withReasoning(Optional<String> other) {
    return new Message(role, content, other, toolCalls, toolCallId, name, weight, others);
  }

  /**
   * The same with other tool calls.
   *
   * @param other the calls
   * @return the message
   */
  public Message withToolCalls(List<ToolCall> other) {
    return new Message(role, content, reasoning, other, toolCallId, name, weight, others);
  }

  /**
   * The whole text.
   *
   * @return of content, empty where there is none
   */
  public String text() {
    return content.map(Content::text).orElse("");
  }

  private static Map<String, JsonNode> copy(Map<String, JsonNode> fields) {
    Map<String, JsonNode> copied = new LinkedHashMap<>();
    fields.forEach((field, value) -> copied.put(field, value.deepCopy()));
    return ImmutableMap.copyOf(copied);
  }
}
