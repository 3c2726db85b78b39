package org.temper.cli.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table for people: a row for each method, a column for each figure. */
public final class TextTable {
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param columns the headings, that of the rows' names first
   */
  public TextTable(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are columns, the row's name first
   */
  public void add(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /**
   * A number as a cell.
   *
   * @param value the number
   * @return four decimals; empty where it is NaN
   */
  public static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * A mean with its deviation as a cell.
   *
   * @param mean the mean
   * @param deviation the standard deviation
   * @return both with four decimals
   */
  public static String spread(double mean, double deviation) {
    return String.format(Locale.ROOT, "%.4f ± %.4f", mean, deviation);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, columns);
    rows.forEach(row -> append(text, row));
    return text.toString();
  }

  private void append(StringBuilder text, List<String> cells) {
    for (int column = 0; column < cells.size(); column++) {
      int width = width(column);
      text.append(
          column == 0
              ? String.format("%-" + width + "s", cells.get(column))
              : String.format("  %" + width + "s", cells.get(column)));
    }
    text.append(System.lineSeparator());
  }

  private int width(int column) {
    int width = columns.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }
}
