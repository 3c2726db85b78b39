package org.temper.cli.recommenders.comparison;

import java.util.List;
import org.temper.cli.recommenders.training.PostTrained;
import org.temper.cli.recommenders.training.PostTraining;
import org.temper.cli.recommenders.training.Stage;

/**
 * A way to post-train a cloned policy.
 *
 * @param name in tables and summaries
 * @param setting what its grid is of
 * @param grid the values that are tried; each method gets as many
 * @param maker post-trains with a value of the setting
 */
public record Method(String name, String setting, List<Double> grid, Maker maker) {

  /** Copies the grid. */
  public Method {
    grid = List.copyOf(grid);
  }

  /** Post-trains a cloned policy with the stage's value of the setting. */
  public interface Maker {
    /**
     * Post-trains a copy of the policy.
     *
     * @param training what all methods start from
     * @param stage the training, with its setting
     * @return what became of it
     */
    PostTrained make(PostTraining training, Stage stage);
  }
}
