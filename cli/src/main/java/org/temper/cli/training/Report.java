package org.temper.cli.training;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.temper.algorithms.run.Summary;

/** The report of a recipe at its end. */
public final class Report {

  private Report() {}

  /**
   * Writes {@code summary.json} and prints the same figures as a table.
   *
   * @param summary the figures
   * @param out the recipe's directory
   * @param terminal where the table goes
   */
  public static void write(Summary summary, Path out, PrintWriter terminal) {
    summary.write(out.resolve("summary.json"));
    terminal.println();
    terminal.print(FigureTable.of(summary));
    terminal.println();
    terminal.println("Written to " + out + ": summary.json, metrics.jsonl, curves/ and model/");
    terminal.flush();
  }
}
