package org.temper.data;

import java.nio.file.Path;
import java.util.List;

/**
 * A prompt with a completion, and a number that it was given.
 *
 * @param record the prompt and its completion
 * @param label the number, finite
 */
public record LabeledCompletion(PromptCompletion record, double label) {
  private static final String LABEL = "label";

  /**
   * Reads labeled completions from the fields {@code prompt}, {@code completion} and {@code label}.
   *
   * @param file one JSON object a line, gzip or not
   * @return the records, at least one
   * @throws IllegalArgumentException as {@link JsonlReader#read} does
   */
  public static List<LabeledCompletion> read(Path file) {
    return JsonlReader.read(file, record -> of(record, PromptCompletion.Fields.DEFAULT));
  }

  /**
   * The completion that a record states.
   *
   * @param record the record
   * @param fields where prompt and completion are
   * @return the completion with its label, from the field {@code label}: a number, or 1 for true
   *     and 0 for false
   * @throws MalformedDataException if a field is missing or of another type
   */
  public static LabeledCompletion of(JsonRecord record, PromptCompletion.Fields fields) {
    return new LabeledCompletion(PromptCompletion.of(record, fields), label(record));
  }

  /**
   * The label that a record states.
   *
   * @param record the record
   * @return the number of the field {@code label}, or 1 for true and 0 for false
   * @throws MalformedDataException if there is no such field, or it is of another type
   */
  public static double label(JsonRecord record) {
    return record.isFlag(LABEL) ? (record.flag(LABEL) ? 1 : 0) : record.number(LABEL);
  }
}
