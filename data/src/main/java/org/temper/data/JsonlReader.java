package org.temper.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.temper.api.Excerpt;

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
            records.add(decoder.apply(new JsonRecord(line, "", parse(line))));
          }
        });
    List<T> read = records.build();
    if (read.isEmpty()) {
      throw new MalformedDataException(file, "expected at least one record, got none");
    }
    return read;
  }

  /**
   * Tells something of a file's first record, such as what kind its records are.
   *
   * @param file the file
   * @param question asks the record
   * @return whether it holds; false where there is no record
   * @throws IllegalArgumentException as {@link #read} does, of what is read
   */
  public static boolean firstIs(Path file, Predicate<JsonRecord> question) {
    boolean[] found = new boolean[1];
    TextLines.readWhile(
        file,
        line -> {
          if (line.text().isBlank()) {
            return true;
          }
          found[0] = question.test(new JsonRecord(line, "", parse(line)));
          return false;
        });
    return found[0];
  }

  /**
   * Reads records of any kind with where they stand.
   *
   * @param <T> the kind
   * @param file the file
   * @param decoder makes a record of a line's object
   * @return the records, at least one, in the order of the file
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static <T> List<Sourced<T>> readSourced(Path file, Function<JsonRecord, T> decoder) {
    return read(file, record -> new Sourced<>(decoder.apply(record), record.location()));
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

  private static ObjectNode parse(TextLines.Line line) {
    JsonNode node;
    try {
      node = JsonFile.parse(line.text());
    } catch (JsonProcessingException e) {
      throw line.malformed(
          "expected a JSON object, got invalid JSON: " + Excerpt.of(e.getOriginalMessage()));
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw line.malformed("expected a JSON object, got " + JsonRecord.describe(node));
  }
}
