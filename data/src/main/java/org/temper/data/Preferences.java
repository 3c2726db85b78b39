package org.temper.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A reader of preferences in the forms that files have them: with a prompt; without one, where what
 * both completions begin with is the prompt, as in {@code hh-rlhf}; or as {@link LabeledSolutions},
 * of which a right one is preferred to a wrong one.
 */
public final class Preferences {

  private Preferences() {}

  /**
   * Reads a file.
   *
   * @param file one JSON object a line, gzip or not
   * @param fields where prompts and completions are; a record without the prompt's field gets the
   *     common beginning of its completions as its prompt
   * @return the preferences with their lines, at least one; questions without a right or without a
   *     wrong solution are left out
   * @throws IllegalArgumentException as {@link JsonlReader#read} does, or if no question has both a
   *     right and a wrong solution
   */
  public static List<Sourced<Preference>> read(Path file, Preference.Fields fields) {
    return compared(file, fields).stream()
        .map(pair -> new Sourced<>(pair.record().preference(), pair.location()))
        .toList();
  }

  /**
   * Reads a file, with by how much the preferred completions are better.
   *
   * @param file one JSON object a line, gzip or not
   * @param fields as for {@link #read}
   * @return the preferences with their margins, from the field {@code margin}, or 0
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static List<Sourced<ComparedPair>> compared(Path file, Preference.Fields fields) {
    List<Sourced<ComparedPair>> read =
        JsonlReader.read(
                file, record -> pair(record, fields).map(p -> new Sourced<>(p, record.location())))
            .stream()
            .flatMap(Optional::stream)
            .collect(ImmutableList.toImmutableList());
    if (read.isEmpty()) {
      throw new MalformedDataException(
          file, "expected a question with a right and a wrong solution, got none");
    }
    return read;
  }

  /**
   * The preference that a record states, in any of these forms, with its margin.
   *
   * @param record the record
   * @param fields as for {@link #read}
   * @return the preference; empty for a question without a right or without a wrong solution
   * @throws MalformedDataException as {@link #of} does
   */
  public static Optional<ComparedPair> pair(JsonRecord record, Preference.Fields fields) {
    if (!record.fields().contains(fields.chosen()) && LabeledSolutions.isOne(record)) {
      return LabeledSolutions.of(record).preference().map(found -> new ComparedPair(found, 0));
    }
    return Optional.of(ComparedPair.of(record, fields));
  }

  /**
   * The preference that a record states.
   *
   * @param record the record
   * @param fields where its prompt, which may be missing, and its completions are
   * @return the preference
   * @throws MalformedDataException if a completion is missing, or a field is not a string
   */
  public static Preference of(JsonRecord record, Preference.Fields fields) {
    String chosen = record.text(fields.chosen());
    String rejected = record.text(fields.rejected());
    if (record.fields().contains(fields.prompt())) {
      return new Preference(record.text(fields.prompt()), chosen, rejected);
    }
    int length = commonBeginning(chosen, rejected);
    return new Preference(
        chosen.substring(0, length), chosen.substring(length), rejected.substring(length));
  }

  /**
   * How long the prompt of two texts is: what they have in common, less the word at its end that
   * they may only begin alike, and the white space before it.
   */
  private static int commonBeginning(String one, String other) {
    int length = 0;
    int most = Math.min(one.length(), other.length());
    while (length < most && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    while (length > 0 && !Character.isWhitespace(one.charAt(length - 1))) {
      length--;
    }
    while (length > 0 && Character.isWhitespace(one.charAt(length - 1))) {
      length--;
    }
    return length;
  }
}
