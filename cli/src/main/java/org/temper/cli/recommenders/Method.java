package org.temper.cli.recommenders;

import java.util.List;

/**
 * A way to post-train a cloned policy.
 *
 * @param name in tables and summaries
 * @param setting what its grid is of
 * @param grid the values that are tried; each method gets as many
 * @param maker makes a candidate with a value of the setting
 */
record Method(String name, String setting, List<Double> grid, Maker maker) {

  /** Copies the grid. */
  Method {
    grid = List.copyOf(grid);
  }

  /** Makes a candidate. */
  interface Maker {
    Candidate make(Workshop workshop, double value);
  }
}
