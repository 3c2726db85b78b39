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

  /**
   * Reads labeled completions from the fields {@code prompt}, {@code completion} and {@code label}.
   *
   * @param file one JSON object a line, gzip or not
   * @return the records, at least one
   * @throws IllegalArgumentException as {@link JsonlReader#read} does
   */
  public static List<LabeledCompletion> read(Path file) {
    return JsonlReader.read(
        file,
        record ->
            new LabeledCompletion(
                new PromptCompletion(record.text("prompt"), record.text("completion")),
                record.number("label")));
  }
}
