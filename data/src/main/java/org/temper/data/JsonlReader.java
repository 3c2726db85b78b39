package org.temper.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A reader of files of one JSON object a line, in UTF-8, gzip or not. Blank lines are skipped,
 * fields that nobody asks for are left alone, and nothing is returned of a file with an error in
 * it.
 */
public final class JsonlReader {
  private JsonlReader() {}

  /**
   * Reads records of any kind.
   *
   * @param <T> the kind
   * @param file the file
   * @param decoder makes a record of a line's object
   * @return the records, at least one, in the order of the file
   * @throws IllegalArgumentException if there is no such file
   * @throws MalformedDataException if the file holds no record, or a line that is not a JSON object
   *     or that the decoder refuses
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static <T> List<T> read(Path file, Function<JsonRecord, T> decoder) {
    ImmutableList.Builder<T> records = ImmutableList.builder();
    TextLines.read(
        file,
        line -> {
          if (!line.text().isBlank()) {
            records.add(decoder.apply(JsonRecord.parse(line)));
          }
        });
    List<T> read = records.build();
    if (read.isEmpty()) {
      throw new MalformedDataException(file, "expected at least one record, got none");
    }
    return read;
  }

  /**
   * Reads prompts with their completions, from the fields {@code prompt} and {@code completion}.
   *
   * @param file the file
   * @return the records, at least one
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static List<PromptCompletion> promptCompletions(Path file) {
    return promptCompletions(file, PromptCompletion.Fields.DEFAULT);
  }

  /**
   * Reads prompts with their completions.
   *
   * @param file the file
   * @param fields where they are
   * @return the records, at least one
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static List<PromptCompletion> promptCompletions(
      Path file, PromptCompletion.Fields fields) {
    return read(file, record -> PromptCompletion.of(record, fields));
  }

  /**
   * Reads preferences, from the fields {@code prompt}, which may be missing, {@code chosen} and
   * {@code rejected}.
   *
   * @param file the file
   * @return the records, at least one
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static List<Preference> preferences(Path file) {
    return preferences(file, Preference.Fields.DEFAULT);
  }

  /**
   * Reads preferences, as {@link Preferences#read} does.
   *
   * @param file the file
   * @param fields where they are
   * @return the records, at least one
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static List<Preference> preferences(Path file, Preference.Fields fields) {
    return Preferences.read(file, fields).stream().map(Sourced::record).toList();
  }
}
