package org.temper.cli.agent;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.toCollection;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.temper.api.TokenSequence;
import org.temper.cli.pretraining.PretrainingData;
import org.temper.cli.text.TextFiles;
import org.temper.cli.text.WordTokenizer;
import org.temper.cli.text.WordTokenizer.Markers;
import org.temper.cli.text.WordTokenizer.Spaces;
import org.temper.data.Split;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.environments.sql.SqlTasks;
import org.temper.environments.toolbox.ToolboxTasks;
import org.temper.models.hf.HuggingFaceCodec;

/**
 * Conversations with made-up tools to pretrain on ({@link ToolLogs}), a sequence each, and the
 * tokenizer and chat template of the model that is made of them. Its words are those of the shipped
 * environments' tasks too, so that a tool's result is no string of bytes.
 *
 * @param seed what makes the conversations
 * @param count how many, at least 1
 * @param heldOut share of them to measure on, the last ones
 */
public record ToolCorpus(long seed, int count, double heldOut) implements PretrainingData {
  static final String TEMPLATE = "chat_template.jinja";

  /**
   * What calls, queries and questions are held together by: a token each, so that what is to be
   * copied stands right beside what it is found by, and a conversation has half as many tokens.
   */
  private static final List<String> FORMS =
      List.of(
          "{\"name\": \"",
          "\", \"arguments\": {\"",
          "\", \"arguments\": {",
          "\": \"",
          "\": ",
          ", \"",
          "\"}}",
          "}}",
          ", ",
          ". ",
          " the ",
          " of ",
          " of the ",
          " is ",
          " is the ",
          " and ",
          " and the ",
          "SELECT ",
          " FROM ",
          " WHERE ",
          " = ",
          " = '");

  private static final Markers MARKERS =
      new Markers(
          List.of("<|tools|>", "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>"),
          Stream.concat(Stream.of("<tool_call>", "</tool_call>"), FORMS.stream()).toList());

  /** Words that the template writes of a call. */
  private static final List<String> TEMPLATE_WORDS = List.of("name", "arguments");

  /** Words that name nothing. */
  private static final Set<String> FUNCTION_WORDS =
      Set.of("the", "and", "for", "are", "has", "have", "how", "all", "from", "what", "where");

  /** Tasks of a difficulty whose words are the tokenizer's; all of them turn up in fewer. */
  private static final int SAMPLED_TASKS = 150;

  /** Words of the conversations' own forms turn up in fewer. */
  private static final int SAMPLED_LOGS = 400;

  @Override
  public void writeTokenizer(Path directory) throws IOException {
    List<String> values = values();
    Stream<String> texts =
        Stream.concat(
            Stream.concat(TEMPLATE_WORDS.stream(), TaskWords.ALL.stream()).map(String::strip),
            ToolLogs.conversations(seed, values).limit(SAMPLED_LOGS).flatMap(ToolCorpus::texts));
    List<String> words =
        Stream.concat(
                texts.flatMap(text -> WordTokenizer.words(text).stream()), TaskWords.ALL.stream())
            .map(String::strip)
            .distinct()
            .sorted()
            .toList();
    WordTokenizer.write(directory, words, MARKERS, Spaces.APART);
    Files.writeString(directory.resolve(TEMPLATE), template());
  }

  @Override
  public Split<TokenSequence> sequences(HuggingFaceCodec codec, int length) {
    ConversationTokenization tokenization =
        ConversationTokenization.of(
            codec,
            codec
                .chatFormat()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "--model: expected a model with a chat template for --corpus tools, got"
                                + " none")));
    List<TokenSequence> sequences =
        ToolLogs.conversations(seed, values())
            .limit(count)
            .map(tokenization::sequence)
            .filter(sequence -> sequence.length() <= length)
            .toList();
    checkArgument(
        !sequences.isEmpty(),
        "--block-length: expected as many tokens as a conversation has, got %s",
        length);
    return TextFiles.holdOutEnd(sequences, TextFiles.heldOutCount(sequences.size(), heldOut));
  }

  /** The words that made-up tools and their values are called by: letters alone. */
  static List<String> values() {
    return List.copyOf(
        TaskWords.ALL.stream()
            .map(String::strip)
            .filter(word -> word.length() > 2 && word.equals(word.toLowerCase(Locale.ROOT)))
            .filter(word -> !FUNCTION_WORDS.contains(word))
            .collect(toCollection(TreeSet::new)));
  }

  /** Holder of the words of the environments' tasks, of every difficulty: found once, if asked. */
  private static final class TaskWords {
    static final Set<String> ALL = findTaskWords();
  }

  private static Set<String> findTaskWords() {
    Stream<Conversation> sql =
        IntStream.rangeClosed(1, SqlTasks.HARDEST)
            .mapToObj(difficulty -> SqlTasks.of(0, difficulty).tasks(0, SAMPLED_TASKS))
            .flatMap(List::stream)
            .map(task -> task.data().demonstration());
    Stream<Conversation> toolbox =
        IntStream.rangeClosed(1, ToolboxTasks.HARDEST)
            .mapToObj(difficulty -> ToolboxTasks.of(0, difficulty).tasks(0, SAMPLED_TASKS))
            .flatMap(List::stream)
            .map(task -> task.data().demonstration());
    return Stream.concat(sql, toolbox)
        .flatMap(ToolCorpus::texts)
        .flatMap(text -> WordTokenizer.words(text).stream())
        .collect(toCollection(TreeSet::new));
  }

  private static Stream<String> texts(Conversation conversation) {
    Stream<String> tools = conversation.tools().stream().map(tool -> tool.json().toString());
    Stream<String> messages =
        conversation.messages().stream()
            .flatMap(
                message ->
                    Stream.concat(
                        Stream.of(message.text()),
                        message.toolCalls().stream().map(call -> call.arguments().toString())));
    return Stream.concat(tools, messages);
  }

  private static String template() throws IOException {
    return Resources.toString(
        Resources.getResource(ToolCorpus.class, "base/" + TEMPLATE), StandardCharsets.UTF_8);
  }
}
