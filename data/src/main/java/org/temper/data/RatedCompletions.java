package org.temper.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;

/**
 * A prompt with several completions that were each rated.
 *
 * @param prompt what is asked
 * @param completions its completions, in the order of the file
 */
public record RatedCompletions(String prompt, List<Rated> completions) {

  /** Copies the completions. */
  public RatedCompletions {
    completions = ImmutableList.copyOf(completions);
  }

  /**
   * A completion and its rating.
   *
   * @param completion the completion, as it follows the prompt
   * @param rating larger is better; finite
   */
  public record Rated(String completion, double rating) {}

  /**
   * Whether any completion is better than another.
   *
   * @return false where all ratings are equal, or there are fewer than two
   */
  public boolean isDecided() {
    return completions.stream().mapToDouble(Rated::rating).distinct().count() > 1;
  }

  /**
   * Reads rated lists from the fields {@code prompt} and {@code completions}, a list of objects
   * with the fields {@code completion} and {@code rating}.
   *
   * @param file one JSON object a line, gzip or not
   * @return the lists, at least one, also those in which nothing is better than anything else
   * @throws IllegalArgumentException as {@link JsonlReader#read} does
   */
  public static List<RatedCompletions> read(Path file) {
    return JsonlReader.read(file, record -> of(record, "prompt"));
  }

  /**
   * The list that a record states.
   *
   * @param record the record
   * @param promptField the prompt's field
   * @return the list
   * @throws MalformedDataException if a field is missing or of another type
   */
  public static RatedCompletions of(JsonRecord record, String promptField) {
    return new RatedCompletions(
        record.text(promptField),
        record.objects("completions").stream()
            .map(rated -> new Rated(rated.text("completion"), rated.number("rating")))
            .toList());
  }
}
