package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.data.JsonRecord;
import org.temper.data.JsonlReader;
import org.temper.data.MalformedDataException;
import org.temper.data.chat.LabeledConversation.Label;

class ConversationsTest {
  private static final String TOOL =
      "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}}";

  @TempDir private Path directory;

  @Test
  void messagesWithToolsAreRead() throws IOException {
    Conversation read =
        read(
            """
            {"messages": [{"role": "user", "content": "Paris?", "name": "Ann"},
              {"role": "assistant", "content": null, "thinking": "ask", "tool_calls": [
                {"id": "c1", "type": "function",
                 "function": {"name": "weather", "arguments": {"city": "Paris", "n": 1.0}}}]},
              {"role": "tool", "tool_call_id": "c1", "name": "weather", "content": "12.5"},
              {"role": "assistant", "content": [{"type": "text", "text": "12.5 "},
                {"type": "text", "text": "C"}], "weight": 0, "note": {"a": 1}}],
             "tools": [%s], "chat_template_kwargs": {"enable_thinking": false}}
            """
                .formatted(TOOL),
            Conversations::of);
    List<Message> messages = read.messages();
    assertThat(messages.get(0).name()).contains("Ann");
    assertThat(messages.get(1).content()).isEmpty();
    assertThat(messages.get(1).reasoning()).contains("ask");
    assertThat(messages.get(1).toolCalls())
        .containsExactly(
            new ToolCall(
                Optional.of("c1"),
                "weather",
                JsonNodeFactory.instance.objectNode().put("city", "Paris").put("n", 1.0)));
    assertThat(messages.get(2).toolCallId()).contains("c1");
    assertThat(messages.get(3).text()).isEqualTo("12.5 C");
    assertThat(messages.get(3).weight()).contains(Message.Weight.CONTEXT);
    assertThat(messages.get(3).others()).containsOnlyKeys("note");
    assertThat(read.tools()).extracting(ToolDefinition::name).containsExactly("weather");
    assertThat(read.variables().path("enable_thinking").asBoolean(true)).isFalse();
  }

  @Test
  void argumentsAndToolsMayBeStrings() throws IOException {
    Conversation read =
        read(
            """
            {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "tool_calls": [
               {"function": {"name": "weather", "arguments": "{\\"city\\": \\"Rome\\"}"}}]}],
             "tools": "[{\\"name\\": \\"weather\\"}]"}
            """,
            Conversations::of);
    assertThat(read.messages().get(1).toolCalls().get(0).arguments().path("city").asText())
        .isEqualTo("Rome");
    assertThat(read.tools().get(0).name()).isEqualTo("weather");
  }

  @Test
  void shareGptIsRead() throws IOException {
    Conversation read =
        read(
            """
            {"system": "Be brief.", "conversations": [{"from": "human", "value": "x"},
              {"from": "function_call", "value": "{\\"name\\": \\"f\\", \\"arguments\\": {\\"a\\": 1}}"},
              {"from": "observation", "value": "7"}, {"from": "gpt", "value": "seven"}]}
            """,
            Conversations::of);
    assertThat(read.messages())
        .containsExactly(
            Message.of(Role.SYSTEM, "Be brief."),
            Message.of(Role.USER, "x"),
            Message.calling(ToolCall.of("f", JsonNodeFactory.instance.objectNode().put("a", 1))),
            Message.of(Role.TOOL, "7"),
            Message.of(Role.ASSISTANT, "seven"));
  }

  @Test
  void resultsMayFollowCallsThatAreSpelledInText() throws IOException {
    assertThat(
            read(
                    """
                    {"conversations": [{"from": "human", "value": "x"},
                      {"from": "gpt", "value": "<tool_call>\\n{}\\n</tool_call>"},
                      {"from": "tool", "value": "7"}]}
                    """,
                    Conversations::of)
                .messages())
        .hasSize(3);
  }

  @Test
  void promptsAndCompletionsAreLists() throws IOException {
    ConversationExample read =
        read(
            """
            {"prompt": [{"role": "user", "content": "Hi"}],
             "completion": [{"role": "assistant", "content": "Hello"}]}
            """,
            Conversations::example);
    assertThat(read.context()).isEqualTo(1);
    assertThat(read.completion()).containsExactly(Message.of(Role.ASSISTANT, "Hello"));
    assertThat(
            read(
                    """
                    {"prompt": [{"role": "user", "content": "Hi"}], "label": false,
                     "completion": [{"role": "assistant", "content": "Hello"}]}
                    """,
                    Conversations::labeled)
                .label())
        .isEqualTo(Label.UNDESIRABLE);
  }

  @Test
  void preferencesHaveTheirPromptOrBeginAlike() throws IOException {
    String user = "{\"role\": \"user\", \"content\": \"Hi\"}";
    String good = "{\"role\": \"assistant\", \"content\": \"Hello\"}";
    String bad = "{\"role\": \"assistant\", \"content\": \"Go\"}";
    ConversationPair stated =
        read(
            "{\"prompt\": [%s], \"chosen\": [%s], \"rejected\": [%s]}".formatted(user, good, bad),
            Conversations::pair);
    ConversationPair implied =
        read(
            "{\"chosen\": [%s, %s], \"rejected\": [%s, %s]}".formatted(user, good, user, bad),
            Conversations::pair);
    assertThat(implied).isEqualTo(stated);
    assertThat(stated.chosen().context()).isEqualTo(1);
    assertThat(
            read(
                    "{\"chosen\": [%s, %s], \"rejected\": [%s, %s]}"
                        .formatted(user, bad, user, bad),
                    Conversations::pair)
                .rejected()
                .completion())
        .as("something is left to compare where all is the same")
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'messages': []} | messages: expected at least one message, got none",
        "{'messages': [{'role': 'user'}]} | messages[0].content: expected a string or a list of"
            + " parts, got nothing",
        "{'messages': [{'content': 'x'}]} | messages[0].role: expected a string, got nothing",
        "{'messages': [{'role': 'bot', 'content': 'x'}]} | messages[0].role: expected one of [system,"
            + " developer, user, assistant, tool], got bot",
        "{'messages': [{'role': 'user', 'content': 3}]} | messages[0].content: expected a string, got"
            + " number",
        "{'messages': [{'role': 'user', 'content': [{'type': 'image'}]}]} |"
            + " messages[0].content[0].type: expected text, got image",
        "{'messages': [{'role': 'user', 'content': 'x'}, {'role': 'tool', 'content': 'y'}]} |"
            + " messages[1].role: expected a tool's result after a call of the assistant, got none"
            + " before it",
        "{'messages': [{'role': 'user', 'content': 'x', 'tool_calls': [{'name': 'f'}]}]} |"
            + " messages[0].tool_calls: expected none of the role user, got some",
        "{'messages': [{'role': 'assistant', 'tool_calls': [{'function': {'name': 'f', 'arguments':"
            + " '{'}}]}]} | messages[0].tool_calls[0].function.arguments: expected JSON, got invalid"
            + " JSON: ",
        "{'messages': [{'role': 'assistant', 'tool_calls': [{'function': {'name': 'f', 'arguments':"
            + " '[1]'}}]}]} | messages[0].tool_calls[0].function.arguments: expected an object, got"
            + " [1]",
        "{'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'function': {'name': 'f'}}]},"
            + " {'role': 'tool', 'tool_call_id': 'b', 'content': ''}]} | messages[1].tool_call_id:"
            + " expected one of [a] of messages[0], got b",
        "{'messages': [{'role': 'assistant', 'content': 'x', 'weight': 2}]} | messages[0].weight:"
            + " expected 0 or 1, got 2.0",
        "{'messages': [{'role': 'user', 'content': 'x'}], 'tools': [{}]} | tools[0].name: expected a"
            + " tool's name, got nothing",
        "{'messages': [{'role': 'user', 'content': 'x'}], 'tools': 'no'} | tools: expected JSON, got",
        "{'messages': [{'role': 'user', 'content': 'x'}], 'chat_template_kwargs': 1} |"
            + " chat_template_kwargs: expected an object, got 1",
        "{'conversations': []} | conversations: expected at least one message, got none",
        "{'conversations': [{'from': 'me', 'value': 'x'}]} | conversations[0].from: expected",
        "{'conversations': [{'from': 'function_call', 'value': 'x'}]} | conversations[0].value:"
            + " expected JSON, got invalid JSON",
        "{'system': 's', 'conversations': [{'from': 'tool', 'value': 'x'}]} | conversations[0].role:"
            + " expected a tool's result",
        "{'text': 'x'} | messages: expected a list, got nothing",
      })
  void errorsNameTheField(String json, String error) {
    assertThatThrownBy(() -> read(json.replace('\'', '"'), Conversations::of))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(directory.resolve("data.jsonl") + ":1: " + error)
        .message()
        .hasLineCount(1);
  }

  @Test
  void whatIsToBeLearnedHoldsAnAnswer() {
    assertThatThrownBy(
            () ->
                read(
                    "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
                    Conversations::example))
        .hasMessageEndingWith(":1: messages: expected a message of the assistant, got none");
  }

  @Test
  void aFormWithoutAFieldSaysSo() {
    Conversation reasoned =
        Conversation.of(
            Message.of(Role.USER, "x"),
            Message.of(Role.ASSISTANT, "y").withReasoning(Optional.of("z")));
    assertThatThrownBy(() -> ConversationFormat.SHAREGPT.write(reasoned))
        .hasMessage(
            "messages[1].reasoning_content: expected none, as ShareGPT's form has no field for it, got"
                + " some");
  }

  private <T> T read(String json, Function<JsonRecord, T> decoder) throws IOException {
    Path file = directory.resolve("data.jsonl");
    Files.writeString(file, json.replace("\n", " "));
    return JsonlReader.read(file, decoder).get(0);
  }
}
