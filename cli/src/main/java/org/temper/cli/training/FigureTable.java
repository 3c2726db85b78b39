package org.temper.cli.training;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.temper.algorithms.run.Summary;

/**
 * The figures of a summary as a table for people: a row for each figure, a column for each stage.
 */
public final class FigureTable {
  private static final int COLUMN = 12;

  /** The column of the figures that are of no stage. */
  private static final String WHOLE = "run";

  private FigureTable() {}

  /**
   * Lays out a summary.
   *
   * @param summary the figures
   * @return lines of text, each with its line break
   */
  public static String of(Summary summary) {
    Map<String, Double> figures = summary.figures();
    Set<String> stages = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    for (String key : figures.keySet()) {
      int dot = key.indexOf('.');
      stages.add(dot < 0 ? WHOLE : key.substring(0, dot));
      names.add(key.substring(dot + 1));
    }
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder table = new StringBuilder(" ".repeat(width));
    stages.forEach(stage -> table.append(String.format("%" + COLUMN + "s", stage)));
    table.append(System.lineSeparator());
    for (String name : names) {
      table.append(String.format("%-" + width + "s", name.replace('_', ' ')));
      for (String stage : stages) {
        Double value = figures.get(stage.equals(WHOLE) ? name : stage + "." + name);
        table.append(String.format("%" + COLUMN + "s", value == null ? "" : format(value)));
      }
      table.append(System.lineSeparator());
    }
    return table.toString();
  }

  private static String format(double value) {
    return value == Math.rint(value) && Math.abs(value) >= 2
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
