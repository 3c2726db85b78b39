package org.temper.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.TokenSequence;
import org.temper.data.Split;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;
import org.temper.environments.calls.CallSyntax;
import org.temper.environments.sql.SqlTasks;
import org.temper.environments.toolbox.ToolboxTasks;
import org.temper.models.hf.HuggingFaceCodec;

class ToolCorpusTest {

  @Test
  void sequencesAreTheConversationsAsTheTemplateWritesThem(@TempDir Path directory)
      throws IOException {
    ToolCorpus corpus = new ToolCorpus(1, 200, 0.1);
    corpus.writeTokenizer(directory);
    try (HuggingFaceCodec codec = HuggingFaceCodec.load(directory)) {
      Split<TokenSequence> split = corpus.sequences(codec, 512);
      assertThat(split.train()).hasSize(180);
      assertThat(split.heldOut()).hasSize(20);
      assertThat(split.train().stream().map(sequence -> codec.decode(sequence.tokens())))
          .filteredOn(text -> text.contains("<tool_call>"))
          .isNotEmpty()
          .allSatisfy(text -> assertThat(text).contains("<tool_call>{\"name\": \""));
      assertThat(CallSyntax.of(codec.chatFormat().orElseThrow())).contains(CallSyntax.HERMES);
      assertThatThrownBy(() -> corpus.sequences(codec, 5))
          .hasMessage("--block-length: expected as many tokens as a conversation has, got 5");
    }
  }

  @Test
  void tasksOfTheEnvironmentsAreWordsToTheTokenizer(@TempDir Path directory) throws IOException {
    new ToolCorpus(1, 1, 0.1).writeTokenizer(directory);
    try (HuggingFaceCodec codec = HuggingFaceCodec.load(directory)) {
      ConversationTokenization chat =
          ConversationTokenization.of(codec, codec.chatFormat().orElseThrow());
      for (Conversation shown :
          List.of(
              SqlTasks.of(7, 2).task(3).data().demonstration(),
              ToolboxTasks.of(7, 3).task(3).data().demonstration())) {
        long[] tokens = chat.sequence(shown).tokens();
        assertThat(tokens.length).isLessThan(512);
        for (long token : tokens) {
          // Letters that no word covers would be bytes; "a" and "b" are words.
          String text = codec.decode(new long[] {token});
          assertThat(text.matches("[c-zA-Z]")).as("%s in %s", text, codec.decode(tokens)).isFalse();
        }
      }
    }
  }

  @Test
  void conversationsAreTheSamePerSeedAndCallToolsThatTheyHave() {
    List<String> words =
        List.of("price", "tea", "jam", "road", "team", "size", "code", "shelf", "lamp");
    List<Conversation> logs = ToolLogs.conversations(3, words).limit(100).toList();
    assertThat(logs).isEqualTo(ToolLogs.conversations(3, words).limit(100).toList());
    assertThat(logs).isNotEqualTo(ToolLogs.conversations(4, words).limit(100).toList());
    for (Conversation log : logs) {
      Set<String> tools =
          log.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet());
      List<ToolCall> calls =
          log.messages().stream().flatMap(message -> message.toolCalls().stream()).toList();
      assertThat(calls.isEmpty()).isEqualTo(tools.isEmpty());
      assertThat(calls).allSatisfy(call -> assertThat(tools).contains(call.name()));
      Message last = log.messages().get(log.messages().size() - 1);
      assertThat(last.role()).isEqualTo(Role.ASSISTANT);
    }
  }
}
