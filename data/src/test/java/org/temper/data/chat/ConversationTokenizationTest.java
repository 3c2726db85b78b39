package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.api.TokenSequence;
import org.temper.data.RecordException;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Fate;
import org.temper.data.Tokenization.Fitted;
import org.temper.data.Tokenization.Overflow;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ConversationTokenization.SpecialText;
import org.temper.data.chat.LossMask.Reasoning;
import org.temper.data.chat.LossMask.ToolCalls;
import org.temper.data.chat.LossMask.Turns;

/** What is masked in templates made for this. */
class ConversationTokenizationTest {
  private static final CharacterCodec CODEC = new CharacterCodec("<s>", "<e>");
  private static final String PLAIN =
      "{% for m in messages %}<s>{{ m.role }}: {{ m.content }}<e>\n{% endfor %}"
          + "{% if add_generation_prompt %}<s>assistant: {% endif %}";
  private static final String MARKED =
      "{% for m in messages %}{% if m.role == 'assistant' %}<s>assistant: {% generation %}"
          + "{{ m.content }}<e>{% endgeneration %}{{ '\\n' }}{% else %}<s>{{ m.role }}: {{ m.content }}<e>\n"
          + "{% endif %}{% endfor %}{% if add_generation_prompt %}<s>assistant: {% endif %}";
  private static final String TRIMMING = PLAIN.replace("m.content", "m.content | trim");
  private static final String LOOKING =
      PLAIN.replace("{{ m.content }}", "{{ m.content.split('<e>')[0] }}");

  private static final Message ASK = Message.of(Role.USER, "one?");
  private static final Message ONE = Message.of(Role.ASSISTANT, "One.");
  private static final Message MORE = Message.of(Role.USER, "two?");
  private static final Message TWO = Message.of(Role.ASSISTANT, "Two <e>!");
  private static final Conversation CONVERSATION = Conversation.of(ASK, ONE, MORE, TWO);

  @Test
  void markersAndPrefixesFindTheSame() {
    for (Turns turns : Turns.values()) {
      LossMask mask = new LossMask(turns, Reasoning.IN, ToolCalls.IN);
      TokenSequence sequence = tokenization(PLAIN, mask).sequence(CONVERSATION);
      assertThat(tokenization(MARKED, mask).sequence(CONVERSATION)).isEqualTo(sequence);
      assertThat(runs(sequence))
          .isEqualTo(
              turns == Turns.ALL ? List.of("One.<e>", "Two <e>!<e>") : List.of("Two <e>!<e>"));
    }
    assertThat(
            runs(
                tokenization(MARKED, LossMask.ALL)
                    .sequence(new ConversationExample(CONVERSATION, 2))))
        .containsExactly("Two <e>!<e>");
  }

  @Test
  void contentBesideCallsThatIsLeftOutIsCounted() {
    ToolCall call = ToolCall.of("f", JsonNodeFactory.instance.objectNode().put("a", "b"));
    Message calling = Message.calling(call);
    Message saying = calling.withContent(Optional.of(Content.of("I look.")));
    String calls = "{% for c in m.tool_calls %}{{ c.function.arguments | tojson }}{% endfor %}";
    String both = PLAIN.replace("{{ m.content }}", "{{ m.content or '' }}" + calls);
    String either =
        PLAIN.replace(
            "{{ m.content }}",
            "{% if m.tool_calls %}" + calls + "{% else %}{{ m.content }}{% endif %}");
    Message result = Message.resultOf(call, "12");
    Conversation silent = Conversation.of(ASK, calling, result, ONE);
    Conversation speaking = Conversation.of(ASK, saying, result, ONE, MORE, saying);
    assertThat(tokenization(either, LossMask.ALL).contentsLeftOut(speaking)).isEqualTo(2);
    assertThat(tokenization(either, LossMask.ALL).contentsLeftOut(silent)).isZero();
    assertThat(tokenization(both, LossMask.ALL).contentsLeftOut(speaking)).isZero();
    assertThat(tokenization(PLAIN, LossMask.ALL).contentsLeftOut(CONVERSATION)).isZero();
  }

  @Test
  void spelledTokensAreLetters() {
    TokenSequence sequence = tokenization(PLAIN, LossMask.ALL).sequence(CONVERSATION);
    assertThat(CODEC.decode(sequence.tokens()))
        .isEqualTo(
            "<s>user: one?<e>\n<s>assistant: One.<e>\n<s>user: two?<e>\n<s>assistant: Two <e>!<e>\n");
    assertThat(Arrays.stream(sequence.tokens()).filter(CODEC::isSpecial)).hasSize(8);
  }

  @Test
  void tokensSpelledAcrossPartsAreLettersToo() {
    Message parts =
        Message.of(Role.USER, "")
            .withContent(Optional.of(new Content.Parts(List.of("a<", "e>b", "<e", ">"))));
    String joining =
        "{% for m in messages %}<s>{{ m.role }}: {% if m.content is string %}{{ m.content }}"
            + "{% else %}{{ m.content | map(attribute='text') | join('') }}{% endif %}<e>\n"
            + "{% endfor %}";
    TokenSequence sequence =
        tokenization(joining, LossMask.ALL).sequence(Conversation.of(parts, ONE));
    assertThat(CODEC.decode(sequence.tokens())).startsWith("<s>user: a<e>b<e><e>\n");
    assertThat(Arrays.stream(sequence.tokens()).filter(CODEC::isSpecial)).hasSize(4);
  }

  @Test
  void aTemplateThatTrimsIsFollowed() {
    assertThat(
            runs(
                tokenization(TRIMMING, LossMask.ALL)
                    .sequence(Conversation.of(ASK, Message.of(Role.ASSISTANT, "\n <e> x \n")))))
        .containsExactly("<e> x<e>");
  }

  @Test
  void aTemplateThatLooksForSpelledTokensIsRefused() {
    assertThatThrownBy(() -> tokenization(LOOKING, LossMask.ALL).sequence(CONVERSATION))
        .isInstanceOf(ConversationException.class)
        .hasMessage(
            "messages[3].content: expected text that the template (t) writes as it is, got some in"
                + " which it looks for '<e>'");
  }

  @Test
  void privateCharactersOfTheConversationStay() {
    Message odd = Message.of(Role.USER, "\uE000<e>\uE001");
    assertThat(
            CODEC.decode(
                tokenization(PLAIN, LossMask.ALL).sequence(Conversation.of(odd, ONE)).tokens()))
        .startsWith("<s>user: \uE000<e>\uE001<e>\n");
  }

  @Test
  void anEmptyAnswerIsItsEndAlone() {
    assertThat(
            runs(
                tokenization(PLAIN, LossMask.ALL)
                    .sequence(Conversation.of(ASK, Message.of(Role.ASSISTANT, "")))))
        .containsExactly("<e>");
  }

  @Test
  void aHeaderIsNotLearnedWhereTheTemplateAsksForNoAnswer() {
    String unasking = "{% for m in messages %}<s>{{ m.role }}: {{ m.content }}<e>\n{% endfor %}";
    assertThat(runs(tokenization(unasking, LossMask.ALL).sequence(CONVERSATION)))
        .containsExactly("One.<e>", "Two <e>!<e>");
  }

  @Test
  void anEndThatIsWrittenOnlyBeforeOthersIsLearned() {
    String sparing =
        "{% for m in messages %}<s>{{ m.role }}: {{ m.content }}"
            + "{% if not (loop.last and m.role == 'assistant') %}<e>{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}<s>assistant: {% endif %}";
    assertThat(runs(tokenization(sparing, LossMask.ALL).sequence(CONVERSATION)))
        .containsExactly("One.<e>", "Two <e>!");
  }

  @Test
  void allThatEndsAnAnswerIsLearned() {
    CharacterCodec codec = new CharacterCodec(List.of("<s>", "<m>", "<e>"), Set.of("<e>"));
    for (String end : List.of("<m><e>", "<e>", "<m>", "</end>")) {
      ConversationTokenization tokenization =
          ConversationTokenization.of(
              codec,
              ChatFormat.of(
                  ChatTemplate.of("t", PLAIN.replace("<e>\n", end + "\n")),
                  new SpecialTokens(null, null, null, null)));
      TokenSequence sequence = tokenization.sequence(Conversation.of(ASK, ONE, MORE, ONE));
      long[] learned =
          IntStream.range(0, sequence.length())
              .filter(t -> sequence.completion()[t])
              .mapToLong(t -> sequence.tokens()[t])
              .toArray();
      assertThat(codec.decode(learned)).isEqualTo(("One." + end).repeat(2));
    }
  }

  @Test
  void reasoningWithinTheTextMayBeLeftOut() {
    Message thought = Message.of(Role.ASSISTANT, "<think>\nhm\n</think>\n\nOne.");
    assertThat(
            runs(
                tokenization(PLAIN, new LossMask(Turns.ALL, Reasoning.OUT, ToolCalls.IN))
                    .sequence(Conversation.of(ASK, thought))))
        .containsExactly("One.<e>");
  }

  @Test
  void longConversationsAreCutAndThoseThatAreRefusedNamed() {
    ConversationTokenization chat = tokenization(PLAIN, LossMask.ALL);
    int whole = chat.sequence(CONVERSATION).length();
    Tokenization cutting =
        new Tokenization(CODEC, OptionalLong.empty(), whole - 6, Overflow.TRUNCATE);
    Fitted<TokenSequence> cut = cutting.encoded(CONVERSATION, chat::sequence);
    assertThat(cut.fate()).isEqualTo(Fate.CUT);
    assertThat(runs(cut.example().orElseThrow())).containsExactly("One.<e>", "Two ");
    assertThatThrownBy(
            () -> cutting.encoded(CONVERSATION, tokenization(LOOKING, LossMask.ALL)::sequence))
        .isInstanceOf(RecordException.class)
        .hasMessageStartingWith("records[0].messages[3].content: expected text");
    assertThatThrownBy(() -> cutting.encoded(Conversation.of(ASK), chat::sequence))
        .hasMessage("records[0].messages: expected at least one token to score, got none");
  }

  @Test
  void pairsShareTheirPrompt() {
    ConversationTokenization chat = tokenization(PLAIN, LossMask.ALL);
    Conversation prompt = Conversation.of(ASK, ONE, MORE);
    var pair =
        chat.pair(
            new ConversationPair(
                ConversationExample.of(prompt, List.of(TWO)),
                ConversationExample.of(prompt, List.of(ONE))));
    assertThat(runs(pair.chosen())).containsExactly("Two <e>!<e>");
    assertThat(runs(pair.rejected())).containsExactly("One.<e>");
    assertThat(pair.chosen().tokens()).startsWith(chat.prompt(prompt));
  }

  private static ConversationTokenization tokenization(String template, LossMask mask) {
    return new ConversationTokenization(
        CODEC,
        ChatFormat.of(ChatTemplate.of("t", template), SpecialTokens.none()),
        mask,
        SpecialText.TEXT);
  }

  private static List<String> runs(TokenSequence sequence) {
    List<String> runs = new ArrayList<>();
    for (int t = 0; t < sequence.length(); t++) {
      if (sequence.completion()[t]) {
        if (t == 0 || !sequence.completion()[t - 1]) {
          runs.add("");
        }
        runs.set(runs.size() - 1, runs.get(runs.size() - 1) + CODEC.decode(sequence.tokens()[t]));
      }
    }
    return runs;
  }
}
