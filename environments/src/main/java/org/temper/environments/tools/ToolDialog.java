package org.temper.environments.tools;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.temper.data.chat.Content;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;
import org.temper.environments.calls.CallSyntax;
import org.temper.environments.tools.ToolConversation.Following;
import org.temper.environments.tools.ToolConversation.Form;

/**
 * A conversation with tools in a model's template.
 *
 * @param tokenization the template and the tokenizer
 * @param syntax how the model writes calls
 * @param form who writes tools, calls and results
 */
record ToolDialog(ConversationTokenization tokenization, CallSyntax syntax, Form form) {

  /** The template's own form where it is known. */
  static ToolDialog of(ConversationTokenization tokenization) {
    Optional<CallSyntax> syntax = CallSyntax.of(tokenization.format());
    return new ToolDialog(
        tokenization,
        syntax.orElse(CallSyntax.JSON),
        syntax.isPresent() ? Form.TEMPLATE : Form.TEXT);
  }

  ToolDialog withSyntax(CallSyntax value) {
    return new ToolDialog(tokenization, value, form);
  }

  /** What the policy is given first. */
  Conversation opening(Conversation asked, List<ToolDefinition> tools) {
    return form == Form.TEMPLATE ? asked.withTools(tools) : described(asked, tools);
  }

  /** The conversation as it went on after a turn, by the first form that the template takes. */
  Following following(Conversation before, Turn turn, long... written) {
    List<List<Message>> ways = new ArrayList<>();
    if (form == Form.TEMPLATE) {
      if (turn.calls().stream().anyMatch(record -> record.call().isPresent())) {
        ways.add(called(turn));
      }
      ways.add(asTools(turn));
    }
    ways.add(asUser(turn));
    int index = before.messages().size();
    for (int i = 0; ; i++) {
      try {
        Conversation whole = before.then(ways.get(i));
        return new Following(
            whole, ImmutableLongArray.copyOf(tokenization.after(whole, index, written)));
      } catch (RuntimeException refused) {
        if (i == ways.size() - 1) {
          throw refused;
        }
      }
    }
  }

  /** The conversation as it ends with a turn, which nothing answers. */
  static Conversation ended(Conversation before, Turn turn) {
    return before.then(
        turn.calls().isEmpty() ? Message.of(Role.ASSISTANT, turn.text()) : calling(turn));
  }

  /** Calls as calls, their results as tools' messages. */
  private static List<Message> called(Turn turn) {
    List<Message> messages = new ArrayList<>();
    messages.add(calling(turn));
    StringBuilder unread = new StringBuilder();
    for (CallRecord record : turn.calls()) {
      if (record.call().isPresent()) {
        messages.add(Message.resultOf(record.call().get(), record.result().text()));
      } else {
        unread.append('\n').append(record.result().text());
      }
    }
    // What is no call has no message of its own, as it has no id.
    int last = messages.size() - 1;
    Message result = messages.get(last);
    messages.set(last, result.withContent(Optional.of(Content.of(result.text() + unread))));
    return messages;
  }

  private static Message calling(Turn turn) {
    List<ToolCall> calls = turn.calls().stream().flatMap(record -> record.call().stream()).toList();
    return calls.isEmpty()
        ? Message.of(Role.ASSISTANT, turn.text())
        : Message.of(Role.ASSISTANT, turn.said())
            .withContent(Optional.of(turn.said()).filter(t -> !t.isEmpty()).map(Content::of))
            .withToolCalls(calls);
  }

  /** The turn as it was written, results as tools' messages. */
  private static List<Message> asTools(Turn turn) {
    ImmutableList.Builder<Message> messages = ImmutableList.builder();
    messages.add(Message.of(Role.ASSISTANT, turn.text()));
    turn.calls().forEach(record -> messages.add(Message.of(Role.TOOL, record.result().text())));
    return messages.build();
  }

  /** The turn as it was written, results as what the user says. */
  private static List<Message> asUser(Turn turn) {
    String results =
        turn.calls().stream()
            .map(
                record ->
                    record
                            .call()
                            .filter(call -> record.result().problem().isEmpty())
                            .map(call -> "Result of " + call.name() + ": ")
                            .orElse("")
                        + record.result().text())
            .collect(Collectors.joining("\n"));
    return List.of(Message.of(Role.ASSISTANT, turn.text()), Message.of(Role.USER, results));
  }

  /** The tools in words, before what the system or the user says first. */
  private Conversation described(Conversation asked, List<ToolDefinition> tools) {
    String description =
        "You can call tools. To call one, write "
            + syntax.example()
            + " and stop. The tools:\n"
            + tools.stream().map(tool -> tool.json().toString()).collect(Collectors.joining("\n"));
    List<Message> messages = new ArrayList<>(asked.messages());
    Message first = messages.get(0);
    messages.set(
        0, first.withContent(Optional.of(Content.of(description + "\n\n" + first.text()))));
    return asked.withMessages(messages);
  }
}
