package org.temper.cli.recommenders;

import java.util.List;

/**
 * A way to post-train a cloned policy.
 *
 * @param name in tables and summaries
 * @param setting what its grid is of
 * @param grid the values that are tried; each method gets as many
 * @param maker post-trains with a value of the setting
 */
record Method(String name, String setting, List<Double> grid, Maker maker) {

  /** Copies the grid. */
  Method {
    grid = List.copyOf(grid);
  }

  /** Post-trains a cloned policy with the stage's value of the setting. */
  interface Maker {
    PostTrained make(PostTraining training, Stage stage);
  }
}
