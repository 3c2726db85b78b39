package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.temper.cli.options.ConversationOptions;
import org.temper.cli.rl.TaskOptions.Answers;
import org.temper.data.JsonRecord;
import org.temper.data.Preference;
import org.temper.data.Preferences;
import org.temper.data.PromptCompletion;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;

/** Tasks whose prompts are texts, in files with the usual fields. */
public final class TextTasks {
  private static final String PROMPT = "prompt";
  private static final String ANSWER = "answer";

  private TextTasks() {}

  /**
   * Reads tasks, each once.
   *
   * @param data a file, a directory or a pattern; records have {@code prompt}, and {@code answer}
   *     where a verifier compares with it
   * @param verifiers names of {@link NamedVerifiers} that will judge them
   * @return the tasks, at least two
   * @throws IllegalArgumentException if a record is malformed or has no answer and needs one, there
   *     are fewer than two, or they are conversations
   */
  public static List<PromptCompletion> read(Path data, Collection<String> verifiers) {
    return read(
        data,
        verifiers.stream().anyMatch(NamedVerifiers.COMPARING::contains)
            ? Answers.NEEDED
            : Answers.OPTIONAL);
  }

  /**
   * Reads tasks that have a reference answer, each once.
   *
   * @param data a file, a directory or a pattern; records have {@code prompt} and {@code answer},
   *     or are preferences in a form of {@link Preferences}, whose preferred completion is the
   *     answer
   * @return the tasks, at least two
   * @throws IllegalArgumentException if a record is malformed or has no answer, there are fewer
   *     than two, or they are conversations
   */
  public static List<PromptCompletion> readAnswered(Path data) {
    DataFiles files = DataFiles.of(data);
    if (ConversationOptions.areIn(files) || !files.firstIs(TextTasks::isPreference)) {
      return read(data, Answers.NEEDED);
    }
    return atLeastTwo(
        data,
        files.readAll(Separator.PARAGRAPHS, TextTasks::preferred).stream().distinct().toList());
  }

  private static boolean isPreference(JsonRecord record) {
    List<String> fields = record.fields();
    return !fields.contains(ANSWER)
        && fields.contains(Preference.Fields.DEFAULT.chosen())
        && fields.contains(Preference.Fields.DEFAULT.rejected());
  }

  private static PromptCompletion preferred(JsonRecord record) {
    Preference preference = Preferences.of(record, Preference.Fields.DEFAULT);
    return new PromptCompletion(preference.prompt(), preference.chosen());
  }

  private static List<PromptCompletion> read(Path data, Answers answers) {
    DataFiles files = DataFiles.of(data);
    checkArgument(
        !ConversationOptions.areIn(files),
        "%s: expected prompts that are texts, got conversations; give what the template makes of"
            + " them as prompt",
        data);
    return atLeastTwo(
        data,
        new TaskFile(PROMPT, ANSWER, 0, answers)
            .read(files).stream()
                .map(task -> new PromptCompletion(task.prompt(), task.answer()))
                .toList());
  }

  private static List<PromptCompletion> atLeastTwo(Path data, List<PromptCompletion> tasks) {
    checkArgument(tasks.size() >= 2, "%s: expected at least 2 tasks, got %s", data, tasks.size());
    return tasks;
  }
}
