package org.temper.cli.options.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.DoublePredicate;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;

/**
 * A column of a file, as an option names it.
 *
 * @param column the column
 * @param option the option that named it, for errors
 */
public record NumberColumn(String column, String option) {

  /**
   * The value in a row, whatever it is.
   *
   * @param row the row
   * @return the value
   * @throws MalformedDataException if the row has none
   */
  public JsonNode value(JsonRecord row) {
    return row.json(column)
        .orElseThrow(
            () ->
                row.malformed(
                    column,
                    "expected a value for "
                        + option
                        + ", got none in a row that has "
                        + Excerpt.ofAll(row.fields())));
  }

  /**
   * The number in a row.
   *
   * @param row the row
   * @param range what it may be; NaN where it is no number
   * @param expected the same, for people to read
   * @return the number
   * @throws MalformedDataException if the row has none or another one
   */
  public double number(JsonRecord row, DoublePredicate range, String expected) {
    double number = number(value(row));
    if (range.test(number)) {
      return number;
    }
    throw malformed(row, expected, "");
  }

  /**
   * What is said of a value that is not as expected.
   *
   * @param row the row, which has a value
   * @param expected what was expected
   * @param advice what else might help than another column; empty for nothing
   * @return the exception to throw
   */
  public MalformedDataException malformed(JsonRecord row, String expected, String advice) {
    String found = value(row).asText();
    return row.malformed(
        column,
        String.format(
            "expected %s, got %s; %sname another column with %s",
            expected, found.isBlank() ? "nothing" : Excerpt.of(found), advice, option));
  }

  /**
   * The number that a value is or spells.
   *
   * @param value the value
   * @return the number; NaN where it is none
   */
  public static double number(JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    try {
      return value.isTextual() ? Double.parseDouble(value.textValue().strip()) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
