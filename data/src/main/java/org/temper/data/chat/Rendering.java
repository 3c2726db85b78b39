package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.MessageJson.Arguments;
import org.temper.data.jinja.TemplateException;

/**
 * A conversation with the form of tool calls that its template reads: as objects or, as few
 * templates want them, as strings.
 *
 * @param format how the model writes conversations
 * @param conversation the conversation
 * @param arguments the form
 */
record Rendering(ChatFormat format, Conversation conversation, Arguments arguments) {
  /** A value that no template writes by itself. */
  private static final String MARK = "\uF8F0";

  /**
   * Finds the form.
   *
   * @throws IllegalArgumentException if the template refuses the conversation, or leaves out its
   *     tools or calls
   */
  static Rendering of(ChatFormat format, Conversation conversation) {
    Rendering objects = new Rendering(format, conversation, Arguments.OBJECT);
    long calls =
        conversation.messages().stream().mapToInt(message -> message.toolCalls().size()).sum();
    if (calls == 0) {
      objects.checkTools();
      return objects;
    }
    Rendering strings = new Rendering(format, conversation, Arguments.STRING);
    for (Rendering rendering : List.of(objects, strings)) {
      if (rendering.countCalls() == calls) {
        rendering.checkTools();
        return rendering;
      }
    }
    // A template that raises says why.
    objects.text(conversation.messages(), GenerationPrompt.LEFT_OUT);
    int first = 0;
    while (conversation.messages().get(first).toolCalls().isEmpty()) {
      first++;
    }
    throw new ConversationException(
        first,
        "tool_calls",
        "expected no more than the template ("
            + objects.name()
            + ") writes, got some that it leaves out; give another (--chat-template)");
  }

  /** The template's name. */
  String name() {
    return format.templateFor(conversation).name();
  }

  RenderedChat render(List<Message> messages, GenerationPrompt generationPrompt) {
    return format.render(conversation, messages, generationPrompt, arguments);
  }

  String text(List<Message> messages, GenerationPrompt generationPrompt) {
    return render(messages, generationPrompt).text();
  }

  /** How many calls the template writes; -1 where it raises. */
  private long countCalls() {
    List<Message> marked = new ArrayList<>();
    for (Message message : conversation.messages()) {
      marked.add(
          message.withToolCalls(
              message.toolCalls().stream().map(call -> withValue(call, MARK)).toList()));
    }
    try {
      text(conversation.messages(), GenerationPrompt.LEFT_OUT);
      return text(marked, GenerationPrompt.LEFT_OUT)
          .chars()
          .filter(c -> c == MARK.charAt(0))
          .count();
    } catch (TemplateException raised) {
      return -1;
    }
  }

  /** How many messages say something beside their calls that the template leaves out. */
  int contentsLeftOut() {
    List<Message> marked = new ArrayList<>();
    int beside = 0;
    for (Message message : conversation.messages()) {
      boolean says = !message.toolCalls().isEmpty() && !message.text().isBlank();
      beside += says ? 1 : 0;
      marked.add(
          says ? message.withContent(Optional.of(Content.of(message.text() + MARK))) : message);
    }
    if (beside == 0) {
      return 0;
    }
    long written =
        text(marked, GenerationPrompt.LEFT_OUT).chars().filter(c -> c == MARK.charAt(0)).count();
    return (int) Math.max(0, beside - written);
  }

  /** A call with one argument. */
  static ToolCall withValue(ToolCall call, String value) {
    return new ToolCall(
        call.id(), call.name(), JsonNodeFactory.instance.objectNode().put("value", value));
  }

  private void checkTools() {
    if (conversation.tools().isEmpty()) {
      return;
    }
    List<Message> messages = conversation.messages();
    RenderedChat without =
        new Rendering(format, conversation.withTools(ImmutableList.of()), arguments)
            .renderOrEmpty(messages);
    checkArgument(
        !without.text().equals(text(messages, GenerationPrompt.LEFT_OUT)),
        "tools: expected none, as the template (%s) takes none, got %s; give another"
            + " (--chat-template)",
        name(),
        conversation.tools().size());
  }

  private RenderedChat renderOrEmpty(List<Message> messages) {
    try {
      return render(messages, GenerationPrompt.LEFT_OUT);
    } catch (TemplateException raised) {
      return new RenderedChat("", ImmutableList.of(), 0);
    }
  }
}
