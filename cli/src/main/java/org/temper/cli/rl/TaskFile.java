package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Optional;
import org.temper.cli.rl.TaskOptions.Answers;
import org.temper.cli.text.TextFiles;
import org.temper.data.JsonRecord;
import org.temper.data.PromptCompletion;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Conversations;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;

/**
 * A reader of tasks from files: prompts that are texts or conversations, perhaps with reference
 * answers.
 *
 * @param promptField where a text is
 * @param answerField where a reference answer is, which may be missing
 * @param promptWords how many of a text's first words are kept; 0 for all
 * @param answers whether a task without a reference answer can never be judged
 */
record TaskFile(String promptField, String answerField, int promptWords, Answers answers) {

  /**
   * The tasks, each once.
   *
   * @throws IllegalArgumentException if a file is malformed, or answers are needed and one has
   *     none; the message names file and line
   */
  List<AskedTask> read(DataFiles files) {
    if (!files.holdRecords()) {
      checkArgument(
          answers == Answers.OPTIONAL,
          "--verifier: expected one that needs no reference answer beside plain text, got one that"
              + " compares with it; give --data as records, such as .jsonl");
    }
    boolean talks = files.firstIs(Conversations::isOne);
    return files
        .readAll(
            Separator.PARAGRAPHS,
            record ->
                talks
                    ? conversation(record)
                    : files.holdRecords() ? text(record) : AskedTask.of(plain(record)))
        .stream()
        .distinct()
        .toList();
  }

  private PromptCompletion plain(JsonRecord record) {
    return new PromptCompletion(cut(record.text(FileFormat.TEXT_FIELD)), "");
  }

  private AskedTask text(JsonRecord record) {
    if (!record.fields().contains(answerField)) {
      checkNoneNeeded(record);
      return AskedTask.of(new PromptCompletion(cut(record.text(promptField)), ""));
    }
    return AskedTask.of(
        new PromptCompletion(cut(record.text(promptField)), record.text(answerField)));
  }

  /** What the assistant says last in a whole conversation is the reference answer. */
  private AskedTask conversation(JsonRecord record) {
    Conversation all = Conversations.prompt(record);
    List<Message> messages = all.messages();
    int last = messages.size() - 1;
    boolean answered = last > 0 && messages.get(last).role() == Role.ASSISTANT;
    Conversation asked = answered ? all.withMessages(messages.subList(0, last)) : all;
    Optional<String> stated = stated(record);
    if (stated.isEmpty() && !answered) {
      checkNoneNeeded(record);
    }
    return AskedTask.of(asked, stated.orElseGet(() -> answered ? messages.get(last).text() : ""));
  }

  /** A reference answer by itself: a text, or messages of which the last is meant. */
  private Optional<String> stated(JsonRecord record) {
    if (record.isList(answerField)) {
      List<JsonRecord> messages = record.objects(answerField);
      return messages.isEmpty()
          ? Optional.empty()
          : Optional.of(messages.get(messages.size() - 1).text("content"));
    }
    return record.fields().contains(answerField)
        ? Optional.of(record.text(answerField))
        : Optional.empty();
  }

  private void checkNoneNeeded(JsonRecord record) {
    if (answers == Answers.NEEDED) {
      throw record.malformed(
          answerField, "expected a reference answer (--answer-field), got nothing");
    }
  }

  private String cut(String text) {
    return promptWords == 0 ? text : TextFiles.firstWords(text, promptWords);
  }
}
