package org.temper.cli.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;
import org.temper.evaluation.calibration.CalibrationData;

/**
 * The columns of a file that hold confidences and outcomes.
 *
 * @param confidence the column of the confidences, numbers in [0, 1]
 * @param correct the column of the outcomes, 0 and 1 or false and true
 */
public record ConfidenceColumns(String confidence, String correct) {

  /**
   * Reads all rows.
   *
   * @param files records, spelled or typed
   * @return at least one point, in the order of the rows
   * @throws IllegalArgumentException if there is no row, or a row has not both columns or another
   *     value in one, with the file, the row, the column and the option that names it
   */
  public CalibrationData read(DataFiles files) {
    CalibrationData.Builder points = CalibrationData.builder();
    files.read(
        Separator.LINES,
        raw -> {
          JsonRecord row = raw.parse();
          points.add(confidence(row), outcome(row));
        });
    CalibrationData data = points.build();
    if (data.size() == 0) {
      throw new MalformedDataException(
          Path.of(files.name()), "expected at least one row with a confidence, got none");
    }
    return data;
  }

  private double confidence(JsonRecord row) {
    JsonNode value = value(row, confidence, "--confidence");
    double number = number(value);
    if (number >= 0 && number <= 1) {
      return number;
    }
    throw row.malformed(
        confidence,
        "expected a number from 0 to 1, got "
            + shown(value)
            + (number > 1 && number <= 100 ? "; divide percentages by 100," : ";")
            + " or name another column with --confidence");
  }

  private int outcome(JsonRecord row) {
    JsonNode value = value(row, correct, "--correct");
    String spelled = value.asText().strip().toLowerCase(Locale.ROOT);
    double number = number(value);
    if (number == 1 || spelled.equals("true")) {
      return 1;
    }
    if (number == 0 || spelled.equals("false")) {
      return 0;
    }
    throw row.malformed(
        correct,
        "expected 0, 1, false or true, got "
            + shown(value)
            + "; name another column with --correct");
  }

  private static JsonNode value(JsonRecord row, String column, String option) {
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

  private static String shown(JsonNode value) {
    return value.asText().isBlank() ? "nothing" : Excerpt.of(value.asText());
  }

  /** The number that a value is or spells; NaN where it is none. */
  private static double number(JsonNode value) {
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
