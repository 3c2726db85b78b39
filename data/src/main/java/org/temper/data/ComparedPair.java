package org.temper.data;

import java.nio.file.Path;
import java.util.List;

/**
 * A preference, and by how much the preferred completion is better.
 *
 * @param preference the preference
 * @param margin a finite number, larger where the completions are more distinct; 0 where nothing is
 *     known
 */
public record ComparedPair(Preference preference, double margin) {

  /**
   * Reads preferences from the fields {@code prompt}, {@code chosen} and {@code rejected}, with
   * their margin from the field {@code margin}, which may be missing: 0 then.
   *
   * @param file one JSON object a line, gzip or not
   * @return the pairs, at least one
   * @throws IllegalArgumentException as {@link JsonlReader#read} does
   */
  public static List<ComparedPair> read(Path file) {
    Preference.Fields fields = Preference.Fields.DEFAULT;
    return JsonlReader.read(
        file,
        record ->
            new ComparedPair(
                new Preference(
                    record.text(fields.prompt()),
                    record.text(fields.chosen()),
                    record.text(fields.rejected())),
                record.fields().contains("margin") ? record.number("margin") : 0));
  }
}
