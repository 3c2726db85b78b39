package org.temper.cli.recommenders.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table for people: a row for each method, a column for each figure. */
final class TextTable {
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row of as many cells as there are columns, the method's name first. */
  void add(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  static String spread(double mean, double deviation) {
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
