package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.TokenSequence;
import org.temper.data.JsonFile;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ConversationTokenization.SpecialText;
import org.temper.data.chat.LossMask.Reasoning;
import org.temper.data.chat.LossMask.ToolCalls;
import org.temper.data.chat.LossMask.Turns;

/** What is masked of conversations in the templates of published model families. */
@Tag("shared")
class ModelMasksTest {
  private static final CharacterCodec CODEC =
      new CharacterCodec(
          "<s>",
          "</s>",
          "<|im_start|>",
          "<|im_end|>",
          "<|start_header_id|>",
          "<|end_header_id|>",
          "<|eot_id|>",
          "[INST]",
          "[/INST]",
          "[TOOL_CALLS]",
          "[AVAILABLE_TOOLS]",
          "[/AVAILABLE_TOOLS]",
          "[TOOL_RESULTS]",
          "[/TOOL_RESULTS]",
          "<｜User｜>",
          "<｜Assistant｜>",
          "<｜end▁of▁sentence｜>",
          "<｜tool▁calls▁begin｜>",
          "<｜tool▁call▁begin｜>",
          "<｜tool▁sep｜>",
          "<｜tool▁call▁end｜>",
          "<｜tool▁calls▁end｜>",
          "<｜tool▁output▁begin｜>",
          "<｜tool▁output▁end｜>",
          "<｜tool▁outputs▁begin｜>",
          "<｜tool▁outputs▁end｜>",
          "<|start|>",
          "<|message|>",
          "<|end|>",
          "<|channel|>",
          "<|return|>",
          "<|call|>",
          "<|system|>",
          "<|user|>",
          "<|assistant|>",
          "<start_of_turn>",
          "<end_of_turn>",
          "<|start_of_role|>",
          "<|end_of_role|>",
          "<|end_of_text|>");

  private static final ToolDefinition WEATHER =
      new ToolDefinition(
          JsonFile.parse(
              "weather",
              "{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"description\":\"Weather"
                  + " now\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\","
                  + "\"description\":\"a city\"}},\"required\":[\"city\"]}}}"));

  private static final Message ASK = Message.of(Role.USER, "Weather in Paris?");
  private static final Message CALL = call("call00001", "Paris");
  private static final Message RESULT = result("call00001", "{\"t\": 12.5}");
  private static final Message ANSWER = Message.of(Role.ASSISTANT, "It is 12.5 C.");
  private static final Message MORE = Message.of(Role.USER, "And in Seoul?");

  /**
   * How a family writes calls.
   *
   * @param call what the assistant writes to call for the weather in a city
   * @param end what ends an answer
   */
  private record Family(String name, String call, String end) {
    String calling(String city) {
      return call.formatted(city);
    }

    String answering(Message message) {
      return opening() + message.text() + end;
    }

    private String opening() {
      return name.startsWith("openai") ? "<|channel|>final<|message|>" : "";
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String XML_CALL =
      "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"%s\"}}\n</tool_call>";
  private static final String LLAMA_CALL =
      "{\"name\": \"get_weather\", \"parameters\": {\"city\": \"%s\"}}<|eot_id|>";
  private static final String END = "<|im_end|>";

  private static final List<Family> WITH_TOOLS =
      List.of(
          new Family("Qwen-Qwen2.5-7B-Instruct", XML_CALL + END, END),
          new Family("Qwen-QwQ-32B", XML_CALL + END, END),
          new Family("meta-llama-Llama-3.1-8B-Instruct", LLAMA_CALL, "<|eot_id|>"),
          new Family("meta-llama-Llama-3.2-3B-Instruct", LLAMA_CALL, "<|eot_id|>"),
          new Family("meta-llama-Llama-3.3-70B-Instruct", LLAMA_CALL, "<|eot_id|>"),
          new Family(
              "openai-gpt-oss-120b",
              " to=functions.get_weather<|channel|>commentary json<|message|>{\"city\": \"%s\"}<|call|>",
              "<|return|>"),
          new Family("ibm-granite-granite-4.0", XML_CALL + "<|end_of_text|>", "<|end_of_text|>"),
          new Family("NousResearch-Hermes-3-Llama-3.1-8B-tool_use", XML_CALL + END, END));

  private static final Family NEMO =
      new Family(
          "mistralai-Mistral-Nemo-Instruct-2407",
          "[TOOL_CALLS][{\"name\": \"get_weather\", \"arguments\": {\"city\": \"%s\"}, \"id\":"
              + " \"call00001\"}]</s>",
          "</s>");
  private static final Family QWEN3 = new Family("Qwen-Qwen3-0.6B", XML_CALL + END, END);
  private static final Message SEOUL = Message.of(Role.ASSISTANT, "Cold\n\n- é 👩‍👧 서울");
  private static final Message SYSTEM = Message.of(Role.SYSTEM, "You are helpful.");

  static List<Family> withTools() {
    return WITH_TOOLS;
  }

  @ParameterizedTest
  @MethodSource("withTools")
  void callsAndAnswersAreMaskedWithWhatEndsThem(Family family) throws IOException {
    ChatFormat format = format(family.name());
    assertRuns(
        format,
        Conversation.of(ASK, CALL, RESULT, ANSWER),
        family.calling("Paris"),
        family.answering(ANSWER));
    assertRuns(format, Conversation.of(ASK, ANSWER), family.answering(ANSWER));
    assertRuns(
        format,
        Conversation.of(ASK, CALL, RESULT, call("call00001", "서울"), RESULT, SEOUL),
        family.calling("Paris"),
        family.calling("서울"),
        family.answering(SEOUL));
    assertRuns(
        format,
        Conversation.of(SYSTEM, ASK, CALL, RESULT, ANSWER),
        family.calling("Paris"),
        family.answering(ANSWER));
    Conversation two = Conversation.of(ASK, CALL, RESULT, ANSWER, MORE, CALL, RESULT, SEOUL);
    if (family.end().equals("<|return|>")) {
      assertThatThrownBy(() -> ConversationTokenization.of(CODEC, format).sequence(withTool(two)))
          .hasMessageStartingWith(
              "messages[3]: the template (openai-gpt-oss-120b) does not keep this turn as it is once"
                  + " the conversation goes on: '")
          .hasMessageContaining("<|return|>' becomes '");
      return;
    }
    assertRuns(
        format,
        two,
        family.calling("Paris"),
        family.answering(ANSWER),
        family.calling("Paris"),
        family.answering(SEOUL));
  }

  static List<Family> allWithTools() {
    return Stream.concat(WITH_TOOLS.stream(), Stream.of(NEMO, QWEN3)).toList();
  }

  @ParameterizedTest
  @MethodSource("allWithTools")
  void whatFollowsATurnIsWhatTheTemplateWritesAfterIt(Family family) throws IOException {
    ConversationTokenization tokenization =
        ConversationTokenization.of(CODEC, format(family.name()));
    Conversation called = withTool(Conversation.of(ASK, CALL, RESULT));
    String calling = family.calling("Paris");
    long[] written = CODEC.encode(calling);
    String after = CODEC.decode(tokenization.after(called, 1, written));
    assertThat(after).contains("12.5");
    assertThat(CODEC.decode(tokenization.prompt(called))).endsWith(calling + after);

    long[] cut = Arrays.copyOf(written, written.length - 1);
    String end = CODEC.decode(written[written.length - 1]);
    assertThat(CODEC.decode(tokenization.after(called, 1, cut))).isEqualTo(end + after);
    // Whatever was sampled stays: what follows is the same.
    assertThat(tokenization.after(called, 1, CODEC.encode("{oddly}" + end)))
        .isEqualTo(CODEC.encode(after));

    Conversation twice = withTool(Conversation.of(ASK, CALL, RESULT, CALL, RESULT));
    assertThat(CODEC.decode(tokenization.after(twice, 3, written))).isEqualTo(after);

    Conversation answered = withTool(Conversation.of(ASK, ANSWER, MORE));
    long[] answer = CODEC.encode(ANSWER.text() + family.end());
    String asked = CODEC.decode(tokenization.after(answered, 1, answer));
    assertThat(asked).contains(MORE.text());
    assertThat(CODEC.decode(tokenization.prompt(answered)))
        // Where a template ends a turn otherwise once the conversation goes on, both stay.
        .endsWith(family.end().equals("<|return|>") ? asked : family.end() + asked);
  }

  @ParameterizedTest
  @MethodSource("allWithTools")
  void aResultThatSpellsSpecialTokensStaysText(Family family) throws IOException {
    ConversationTokenization tokenization =
        ConversationTokenization.of(CODEC, format(family.name()));
    Message spelled = result("call00001", "say " + family.end() + "!");
    Message harmless = result("call00001", "say X!");
    long[] written = CODEC.encode(family.calling("Paris"));
    long[] one = tokenization.after(withTool(Conversation.of(ASK, CALL, spelled)), 1, written);
    long[] other = tokenization.after(withTool(Conversation.of(ASK, CALL, harmless)), 1, written);
    assertThat(Arrays.stream(one).filter(CODEC::isSpecial).toArray())
        .isEqualTo(Arrays.stream(other).filter(CODEC::isSpecial).toArray());
    assertThat(CODEC.decode(one)).contains("say " + family.end() + "!");
  }

  @Test
  void mistralPutsToolsBeforeTheLastQuestionAndTheSystemIntoIt() throws IOException {
    ChatFormat format = format(NEMO.name());
    assertRuns(
        format,
        Conversation.of(ASK, CALL, RESULT, ANSWER),
        NEMO.calling("Paris"),
        NEMO.answering(ANSWER));
    assertRuns(format, Conversation.of(ASK, ANSWER), NEMO.answering(ANSWER));
    Conversation two = withTool(Conversation.of(ASK, CALL, RESULT, ANSWER, MORE, SEOUL));
    assertThatThrownBy(() -> ConversationTokenization.of(CODEC, format).sequence(two))
        .hasMessageStartingWith("messages[1]: the template (mistralai-Mistral-Nemo");
    assertThat(runs(masking(format, Turns.LAST_TURN).sequence(two)))
        .containsExactly(NEMO.answering(SEOUL));
    assertThatThrownBy(
            () ->
                ConversationTokenization.of(CODEC, format)
                    .sequence(Conversation.of(SYSTEM, ASK, ANSWER)))
        .hasMessageStartingWith("messages[2]: the template (mistralai-Mistral-Nemo");
    assertThat(
            runs(
                masking(format, Turns.LAST_MESSAGE).sequence(Conversation.of(SYSTEM, ASK, ANSWER))))
        .containsExactly(NEMO.answering(ANSWER));
  }

  @Test
  void qwen3IsRefusedWhereItStripsReasoning() throws IOException {
    ChatFormat format = format(QWEN3.name());
    Message calling = CALL.withReasoning(Optional.of("I need\nthe weather."));
    Message answer = ANSWER.withReasoning(Optional.of("12.5"));
    String thinking = "<think>\nI need\nthe weather.\n</think>\n\n" + QWEN3.calling("Paris");
    String thought = "<think>\n12.5\n</think>\n\n" + QWEN3.answering(ANSWER);
    String nothing = "<think>\n\n</think>\n\n";
    assertRuns(format, Conversation.of(ASK, calling, RESULT, answer), thinking, thought);
    assertRuns(
        format,
        Conversation.of(ASK, CALL, RESULT, ANSWER),
        QWEN3.calling("Paris"),
        nothing + QWEN3.answering(ANSWER));
    assertRuns(
        format,
        Conversation.of(ASK, ANSWER, MORE, SEOUL),
        QWEN3.answering(ANSWER),
        nothing + QWEN3.answering(SEOUL));
    assertRuns(
        format, Conversation.of(ASK, ANSWER, MORE, answer), QWEN3.answering(ANSWER), thought);
    Conversation stripped = withTool(Conversation.of(ASK, answer, MORE, calling, RESULT, answer));
    assertThatThrownBy(() -> ConversationTokenization.of(CODEC, format).sequence(stripped))
        .isInstanceOf(ConversationException.class)
        .hasMessageStartingWith(
            "messages[1]: the template (Qwen-Qwen3-0.6B) does not keep this turn as it is once the"
                + " conversation goes on: '<think>\\n12.5");
    assertThat(runs(masking(format, Turns.LAST_TURN).sequence(stripped)))
        .containsExactly(thinking, thought);
    assertThat(runs(masking(format, Turns.LAST_MESSAGE).sequence(stripped)))
        .containsExactly(thought);
    assertThat(
            runs(
                new ConversationTokenization(
                        CODEC,
                        format,
                        new LossMask(Turns.LAST_TURN, Reasoning.OUT, ToolCalls.IN),
                        SpecialText.TEXT)
                    .sequence(stripped)))
        .containsExactly(QWEN3.calling("Paris"), QWEN3.answering(ANSWER));
    assertThat(
            runs(
                new ConversationTokenization(
                        CODEC,
                        format,
                        new LossMask(Turns.LAST_TURN, Reasoning.IN, ToolCalls.OUT),
                        SpecialText.TEXT)
                    .sequence(stripped)))
        .containsExactly(thought);
  }

  @Test
  void deepSeekWritesCallsWithoutDescriptions() throws IOException {
    String begin = "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>";
    String close = "<｜tool▁call▁end｜>";
    String end = "<｜end▁of▁sentence｜>";
    ConversationTokenization three =
        ConversationTokenization.of(CODEC, format("deepseek-ai-DeepSeek-V3.1"));
    String called =
        begin + "get_weather<｜tool▁sep｜>{\"city\": \"Paris\"}" + close + "<｜tool▁calls▁end｜>" + end;
    assertThat(
            runs(three.sequence(Conversation.of(SYSTEM, ASK, CALL, RESULT, ANSWER, MORE, SEOUL))))
        .containsExactly(called, ANSWER.text() + end, SEOUL.text() + end);
    assertThatThrownBy(() -> three.sequence(withTool(Conversation.of(ASK, ANSWER))))
        .hasMessage(
            "tools: expected none, as the template (deepseek-ai-DeepSeek-V3.1) takes none, got 1; give"
                + " another (--chat-template)");
    ConversationTokenization one =
        ConversationTokenization.of(CODEC, format("deepseek-ai-DeepSeek-R1-Distill-Llama-8B"));
    assertThat(runs(one.sequence(Conversation.of(SYSTEM, ASK, CALL, RESULT, ANSWER, MORE, SEOUL))))
        .containsExactly(
            begin + "function<｜tool▁sep｜>get_weather\n```json\n{\"city\":\"Paris\"}\n```" + close,
            ANSWER.text() + end,
            SEOUL.text() + end);
  }

  @Test
  void mistralMasksFiveConversationsWithTools() throws IOException {
    ChatFormat format = format(NEMO.name());
    String paris = NEMO.calling("Paris");
    String answer = NEMO.answering(ANSWER);
    assertRuns(format, Conversation.of(ASK, CALL, RESULT, SEOUL), paris, NEMO.answering(SEOUL));
    assertRuns(
        format,
        Conversation.of(ASK, CALL, RESULT, call("call00001", "서울"), RESULT, ANSWER),
        paris,
        NEMO.calling("서울"),
        answer);
    assertRuns(format, Conversation.of(ASK, CALL), paris);
    for (Conversation other :
        List.of(
            Conversation.of(SYSTEM, ASK, CALL, RESULT, ANSWER),
            Conversation.of(ASK, ANSWER, MORE, CALL, RESULT, ANSWER))) {
      assertThat(runs(masking(format, Turns.LAST_MESSAGE).sequence(withTool(other))))
          .containsExactly(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "microsoft-Phi-3.5-mini-instruct,<|end|>",
    "google-gemma-2-2b-it,<end_of_turn>",
    "HuggingFaceTB-SmolLM3-3B,<|im_end|>",
    "deepseek-ai-DeepSeek-R1-Distill-Llama-8B,<｜end▁of▁sentence｜>",
    "deepseek-ai-DeepSeek-V3.1,<｜end▁of▁sentence｜>"
  })
  void fiveConversationsAreMaskedWhereThereAreNoTools(String name, String end) throws IOException {
    ConversationTokenization tokenization = ConversationTokenization.of(CODEC, format(name));
    Message echoed = Message.of(Role.USER, ANSWER.text());
    for (Conversation conversation :
        List.of(
            Conversation.of(ASK, ANSWER),
            Conversation.of(ASK, ANSWER, MORE, SEOUL),
            Conversation.of(ASK, SEOUL, MORE, SEOUL),
            Conversation.of(echoed, ANSWER, echoed, ANSWER),
            Conversation.of(ASK, ANSWER, echoed, SEOUL, MORE, ANSWER))) {
      assertThat(runs(tokenization.sequence(conversation)))
          .isEqualTo(
              conversation.messages().stream()
                  .filter(message -> message.role() == Role.ASSISTANT)
                  .map(message -> message.text() + end)
                  .toList());
    }
  }

  @Test
  void theLastMessageAloneIsLearnedWhereHistoryChanges() throws IOException {
    ChatFormat format = format("openai-gpt-oss-120b");
    Message calling = CALL.withReasoning(Optional.of("I need\nthe weather."));
    Message answer = ANSWER.withReasoning(Optional.of("It says 12.5."));
    Conversation whole = withTool(Conversation.of(ASK, calling, RESULT, answer));
    assertThatThrownBy(() -> ConversationTokenization.of(CODEC, format).sequence(whole))
        .hasMessageStartingWith("messages[1]: the template (openai-gpt-oss-120b) does not keep");
    assertThat(runs(masking(format, Turns.LAST_MESSAGE).sequence(whole)))
        .containsExactly(
            "<|channel|>analysis<|message|>It says 12.5.<|end|><|start|>assistant"
                + "<|channel|>final<|message|>It is 12.5 C.<|return|>");
  }

  @Test
  void anEmptyTextBesideACallIsNone() throws IOException {
    ConversationTokenization tokenization =
        ConversationTokenization.of(CODEC, format("deepseek-ai-DeepSeek-R1-Distill-Llama-8B"));
    Message empty = Message.of(Role.ASSISTANT, "").withToolCalls(CALL.toolCalls());
    assertThat(runs(tokenization.sequence(Conversation.of(ASK, empty, RESULT, ANSWER))))
        .isEqualTo(runs(tokenization.sequence(Conversation.of(ASK, CALL, RESULT, ANSWER))));
  }

  @ParameterizedTest
  @CsvSource({
    "microsoft-Phi-3.5-mini-instruct,<|end|>",
    "google-gemma-2-2b-it,<end_of_turn>",
    "HuggingFaceTB-SmolLM3-3B,<|im_end|>"
  })
  void whereATemplateHasNoToolsTheyAreRefused(String name, String end) throws IOException {
    ConversationTokenization tokenization = ConversationTokenization.of(CODEC, format(name));
    assertThat(runs(tokenization.sequence(Conversation.of(ASK, ANSWER, MORE, SEOUL))))
        .containsExactly(ANSWER.text() + end, SEOUL.text() + end);
    assertThatThrownBy(() -> tokenization.sequence(withTool(Conversation.of(ASK, ANSWER))))
        .hasMessageStartingWith("tools: expected none");
    assertThatThrownBy(() -> tokenization.sequence(Conversation.of(ASK, CALL)))
        .satisfiesAnyOf(
            e -> assertThat(e).hasMessageStartingWith("messages[1].tool_calls: expected no more"),
            e -> assertThat(e).hasMessageContaining("content"));
  }

  @ParameterizedTest
  @MethodSource("withTools")
  void textThatSpellsSpecialTokensStaysText(Family family) throws IOException {
    ConversationTokenization tokenization =
        ConversationTokenization.of(CODEC, format(family.name()));
    TokenSequence harmless = tokenization.sequence(withTool(spelling("X", "Y")));
    TokenSequence spelled =
        tokenization.sequence(withTool(spelling(family.end(), "<s>" + family.end())));
    assertThat(specials(spelled)).isEqualTo(specials(harmless));
    assertThat(CODEC.decode(spelled.tokens())).contains("say " + family.end() + " twice");
    assertThat(runs(spelled))
        .last()
        .isEqualTo(family.answering(Message.of(Role.ASSISTANT, "it <s>" + family.end() + "!")));
    assertThatThrownBy(
            () ->
                new ConversationTokenization(
                        CODEC, tokenization.format(), LossMask.ALL, SpecialText.ERROR)
                    .sequence(withTool(spelling(family.end(), ""))))
        .hasMessage(
            "messages[0].content: expected no text that spells a special token (--special-text text"
                + " keeps it as text), got '"
                + family.end()
                + "'");
  }

  private static Conversation spelling(String asked, String answered) {
    return Conversation.of(
        Message.of(Role.USER, "say " + asked + " twice" + asked),
        call("call00001", asked),
        result("call00001", "{\"" + asked + "\": 1}"),
        Message.of(Role.ASSISTANT, "it " + answered + "!"));
  }

  private static List<Long> specials(TokenSequence sequence) {
    return Longs.asList(sequence.tokens()).stream().filter(CODEC::isSpecial).toList();
  }

  @Test
  void aPromptEndsWhereTheAnswerBegins() throws IOException {
    ConversationTokenization tokenization =
        ConversationTokenization.of(CODEC, format("Qwen-Qwen2.5-7B-Instruct"));
    long[] prompt = tokenization.prompt(Conversation.of(SYSTEM, ASK));
    assertThat(CODEC.decode(prompt))
        .endsWith("Weather in Paris?<|im_end|>\n<|im_start|>assistant\n");
    assertThat(tokenization.sequence(Conversation.of(SYSTEM, ASK, ANSWER)).tokens())
        .startsWith(prompt);
  }

  @Test
  void messagesMayBeLeftOutOfTheLoss() throws IOException {
    ConversationTokenization tokenization =
        ConversationTokenization.of(CODEC, format("Qwen-Qwen2.5-7B-Instruct"));
    Message unweighted =
        new Message(
            Role.ASSISTANT,
            ANSWER.content(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Message.Weight.CONTEXT),
            Map.of());
    assertThat(runs(tokenization.sequence(Conversation.of(ASK, unweighted, MORE, SEOUL))))
        .containsExactly(SEOUL.text() + END);
    assertThat(
            runs(
                tokenization.sequence(
                    ConversationExample.of(Conversation.of(ASK, ANSWER, MORE), List.of(SEOUL)))))
        .containsExactly(SEOUL.text() + END);
  }

  private static ConversationTokenization masking(ChatFormat format, Turns turns) {
    return new ConversationTokenization(
        CODEC, format, new LossMask(turns, Reasoning.IN, ToolCalls.IN), SpecialText.TEXT);
  }

  private static void assertRuns(ChatFormat format, Conversation conversation, String... runs) {
    Conversation whole = withTool(conversation);
    TokenSequence sequence = ConversationTokenization.of(CODEC, format).sequence(whole);
    assertThat(runs(sequence)).containsExactly(runs);
    assertThat(CODEC.decode(sequence.tokens()))
        .isEqualTo(format.text(whole, GenerationPrompt.LEFT_OUT));
  }

  private static Conversation withTool(Conversation conversation) {
    return conversation.withTools(List.of(WEATHER));
  }

  /** The text of each run of flagged tokens. */
  private static List<String> runs(TokenSequence sequence) {
    List<String> runs = new ArrayList<>();
    boolean before = false;
    for (int t = 0; t < sequence.length(); t++) {
      boolean flagged = sequence.completion()[t];
      if (flagged && !before) {
        runs.add("");
      }
      if (flagged) {
        runs.set(runs.size() - 1, runs.get(runs.size() - 1) + CODEC.decode(sequence.tokens()[t]));
      }
      before = flagged;
    }
    return runs;
  }

  private static ChatFormat format(String name) throws IOException {
    Path file =
        Path.of(System.getProperty("temper.shared", ""))
            .resolve("golden/chat/templates/" + name + ".jinja");
    assumeThat(file).exists();
    return new ChatFormat(
        ChatTemplate.of(name, Files.readString(file)),
        Optional.empty(),
        new SpecialTokens("<s>", "</s>", null, null),
        Clock.fixed(Instant.parse("2026-11-28T16:00:00Z"), ZoneOffset.UTC));
  }

  private static Message call(String id, String city) {
    return Message.calling(
        new ToolCall(
            Optional.of(id),
            "get_weather",
            JsonNodeFactory.instance.objectNode().put("city", city)));
  }

  private static Message result(String id, String text) {
    return Message.resultOf(call(id, "").toolCalls().get(0), text);
  }
}
