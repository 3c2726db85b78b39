package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.temper.data.JsonlReader;

/** What is written of a conversation is read as an equal one. */
class ConversationsProperties {

  @Property(tries = 200)
  void trl(@ForAll("conversations") Conversation conversation) throws IOException {
    assertThat(readBack(conversation, ConversationFormat.TRL)).isEqualTo(conversation);
  }

  @Property(tries = 200)
  void openAi(@ForAll("conversations") Conversation conversation) throws IOException {
    assertThat(readBack(conversation, ConversationFormat.OPENAI)).isEqualTo(conversation);
  }

  @Property(tries = 200)
  void shareGpt(@ForAll("plainConversations") Conversation conversation) throws IOException {
    assertThat(readBack(conversation, ConversationFormat.SHAREGPT)).isEqualTo(conversation);
  }

  private static Conversation readBack(Conversation conversation, ConversationFormat format)
      throws IOException {
    Path file = Files.createTempFile("conversations", ".jsonl");
    try {
      Files.writeString(file, format.write(conversation).toString());
      return JsonlReader.read(file, Conversations::of).get(0);
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  static Arbitrary<Conversation> conversations() {
    Arbitrary<List<Message>> asked =
        Combinators.combine(text(), text().optional())
            .as(
                (text, name) ->
                    List.of(
                        new Message(
                            Role.USER,
                            Optional.of(Content.of(text)),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            name,
                            Optional.empty(),
                            Map.of("x", JsonNodeFactory.instance.numberNode(1)))));
    Arbitrary<Content> content =
        Arbitraries.oneOf(
            text().map(Content::of), text().list().ofMaxSize(3).map(Content.Parts::new));
    Arbitrary<List<Message>> answered =
        Combinators.combine(
                content,
                text().filter(t -> !t.isEmpty()).optional(),
                Arbitraries.of(Message.Weight.class).optional())
            .as(
                (said, reasoning, weight) ->
                    List.of(
                        new Message(
                            Role.ASSISTANT,
                            Optional.of(said),
                            reasoning,
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            weight,
                            Map.of())));
    return Combinators.combine(
            Arbitraries.oneOf(asked, answered, called()).list().ofMinSize(1).ofMaxSize(5), tools())
        .as((turns, tools) -> joined(turns).withTools(tools));
  }

  @Provide
  static Arbitrary<Conversation> plainConversations() {
    Arbitrary<List<Message>> said =
        Combinators.combine(
                Arbitraries.of(Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.DEVELOPER), text())
            .as((role, text) -> List.of(Message.of(role, text)));
    Arbitrary<List<Message>> called =
        Combinators.combine(calls(), text())
            .as(
                (calls, result) ->
                    List.of(
                        Message.calling(calls.toArray(new ToolCall[0])),
                        Message.of(Role.TOOL, result)));
    return Combinators.combine(
            Arbitraries.oneOf(said, called).list().ofMinSize(1).ofMaxSize(5), tools())
        .as((turns, tools) -> joined(turns).withTools(tools));
  }

  private static Arbitrary<List<Message>> called() {
    return Combinators.combine(calls(), text())
        .as(
            (calls, result) -> {
              List<Message> messages = new ArrayList<>();
              messages.add(Message.calling(calls.toArray(new ToolCall[0])));
              calls.forEach(call -> messages.add(Message.resultOf(call, result)));
              return messages;
            });
  }

  private static Arbitrary<List<ToolCall>> calls() {
    Arbitrary<ObjectNode> arguments =
        Combinators.combine(text(), Arbitraries.doubles(), Arbitraries.integers())
            .as(
                (text, real, whole) -> {
                  ObjectNode object = JsonNodeFactory.instance.objectNode().put("text", text);
                  object.put("real", real).put("whole", whole).putNull("none");
                  object.putArray("list").add(true).addObject().put("a b", text);
                  return object;
                });
    return Combinators.combine(text().optional(), name(), arguments)
        .as(ToolCall::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Arbitrary<List<ToolDefinition>> tools() {
    return name()
        .map(
            name -> {
              ObjectNode tool = JsonNodeFactory.instance.objectNode().put("type", "function");
              ObjectNode function = tool.putObject("function").put("name", name);
              function.put("description", "does " + name).putObject("parameters");
              return new ToolDefinition(tool);
            })
        .list()
        .ofMaxSize(2);
  }

  private static Conversation joined(List<List<Message>> turns) {
    return Conversation.of(turns.stream().flatMap(List::stream).toList());
  }

  private static Arbitrary<String> name() {
    return Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(6);
  }

  private static Arbitrary<String> text() {
    return Arbitraries.of(
        "",
        "Hi",
        "a\n\nb",
        " lead",
        "\"quoted\"",
        "\\",
        "<|im_end|>",
        "日本",
        "👩‍👧",
        "\u0000",
        "{\"a\": 1}",
        "true",
        "{{ x }}");
  }
}
