package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.temper.api.Excerpt;

/**
 * Messages in the order in which they were written, with the tools that the assistant may call.
 *
 * @param messages the messages, at least one
 * @param tools the tools, may be none
 * @param variables further variables of the template, such as {@code enable_thinking}
 */
public record Conversation(
    List<Message> messages, List<ToolDefinition> tools, ObjectNode variables) {

  /** How assistants of some models spell calls within their text. */
  private static final String CALL_IN_TEXT = "<tool_call>";

  /**
   * Copies, and checks that results follow calls.
   *
   * @throws IllegalArgumentException if there is no message
   * @throws ConversationException if a tool's result follows no call, or names one that was not
   *     made
   */
  public Conversation {
    messages = ImmutableList.copyOf(messages);
    tools = ImmutableList.copyOf(tools);
    variables = variables.deepCopy();
    checkArgument(!messages.isEmpty(), "messages: expected at least one, got none");
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role() == Role.TOOL) {
        checkResult(messages, i);
      }
    }
  }

  /**
   * A conversation without tools.
   *
   * @param messages the messages, at least one
   * @return the conversation
   * @throws IllegalArgumentException as the constructor does
   */
  public static Conversation of(Message... messages) {
    return of(List.of(messages));
  }

  /**
   * A conversation without tools.
   *
   * @param messages the messages, at least one
   * @return the conversation
   * @throws IllegalArgumentException as the constructor does
   */
  public static Conversation of(List<Message> messages) {
    return new Conversation(messages, ImmutableList.of(), JsonNodeFactory.instance.objectNode());
  }

  /**
   * The same tools and variables with other messages.
   *
   * @param other the messages, at least one
   * @return the conversation
   * @throws IllegalArgumentException as the constructor does
   */
  public Conversation withMessages(List<Message> other) {
    return new Conversation(other, tools, variables);
  }

  /**
   * The same with other tools.
   *
   * @param other the tools
   * @return the conversation
   */
  public Conversation withTools(List<ToolDefinition> other) {
    return new Conversation(messages, other, variables);
  }

  /**
   * The same with other variables of the template.
   *
   * @param other values by name
   * @return the conversation
   */
  public Conversation withVariables(ObjectNode other) {
    return new Conversation(messages, tools, other);
  }

  /**
   * The conversation as it goes on.
   *
   * @param next further messages
   * @return the conversation with them at its end
   * @throws IllegalArgumentException as the constructor does
   */
  public Conversation then(List<Message> next) {
    return withMessages(ImmutableList.<Message>builder().addAll(messages).addAll(next).build());
  }

  /**
   * The conversation as it goes on.
   *
   * @param next further messages
   * @return the conversation with them at its end
   * @throws IllegalArgumentException as the constructor does
   */
  public Conversation then(Message... next) {
    return then(List.of(next));
  }

  /**
   * The variables of the template.
   *
   * @return a copy
   */
  @Override
  public ObjectNode variables() {
    return variables.deepCopy();
  }

  private static void checkResult(List<Message> messages, int index) {
    int caller = index - 1;
    while (caller >= 0 && messages.get(caller).role() == Role.TOOL) {
      caller--;
    }
    Message before = caller < 0 ? messages.get(index) : messages.get(caller);
    if (before.toolCalls().isEmpty()) {
      boolean called = before.role() == Role.ASSISTANT && before.text().contains(CALL_IN_TEXT);
      if (!called) {
        throw new ConversationException(
            index,
            "role",
            "expected a tool's result after a call of the assistant, got none before it");
      }
      return;
    }
    Optional<String> id = messages.get(index).toolCallId();
    Set<String> called =
        before.toolCalls().stream().flatMap(call -> call.id().stream()).collect(Collectors.toSet());
    if (id.isPresent()
        && called.size() == before.toolCalls().size()
        && !called.contains(id.get())) {
      throw new ConversationException(
          index,
          "tool_call_id",
          "expected one of "
              + Excerpt.ofAll(called)
              + " of messages["
              + caller
              + "], got "
              + Excerpt.of(id.get()));
    }
  }
}
