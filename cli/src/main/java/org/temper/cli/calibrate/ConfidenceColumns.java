package org.temper.cli.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import org.temper.cli.options.values.NumberColumn;
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
    NumberColumn column = new NumberColumn(confidence, "--confidence");
    double number = NumberColumn.number(column.value(row));
    if (number >= 0 && number <= 1) {
      return number;
    }
    throw column.malformed(
        row,
        "a number from 0 to 1",
        number > 1 && number <= 100 ? "divide percentages by 100, or " : "or ");
  }

  private int outcome(JsonRecord row) {
    NumberColumn column = new NumberColumn(correct, "--correct");
    JsonNode value = column.value(row);
    String spelled = value.asText().strip().toLowerCase(Locale.ROOT);
    double number = NumberColumn.number(value);
    if (number == 1 || spelled.equals("true")) {
      return 1;
    }
    if (number == 0 || spelled.equals("false")) {
      return 0;
    }
    throw column.malformed(row, "0, 1, false or true", "");
  }
}
