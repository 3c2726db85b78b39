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
    return Preferences.compared(file, Preference.Fields.DEFAULT).stream()
        .map(Sourced::record)
        .toList();
  }

  /**
   * The pair that a record states.
   *
   * @param record the record
   * @param fields where prompt and completions are, as {@link Preferences#of} reads them
   * @return the pair, with its margin from the field {@code margin}, or 0
   * @throws MalformedDataException as {@link Preferences#of} does
   */
  public static ComparedPair of(JsonRecord record, Preference.Fields fields) {
    return new ComparedPair(Preferences.of(record, fields), margin(record));
  }

  /**
   * The margin that a record states.
   *
   * @param record the record
   * @return the number of the field {@code margin}, or 0 where there is no such field
   * @throws MalformedDataException if it is not a finite number
   */
  public static double margin(JsonRecord record) {
    return record.fields().contains("margin") ? record.number("margin") : 0;
  }
}
