package org.temper.cli.recommenders.comparison;

import java.util.List;
import org.temper.cli.recommenders.training.PostTrained;
import org.temper.cli.recommenders.training.PostTraining;
import org.temper.cli.recommenders.training.Stage;

/**
 * A way to post-train a cloned policy.
 *
 * @param name in tables and summaries
 * @param family what differs from it in the baseline alone has the same
 * @param setting what its grid is of
 * @param grid the values that are tried; each method gets as many
 * @param parts names of trainings that it is made of, which depend on no setting
 * @param maker post-trains with a value of the setting
 */
public record Method(
    String name, String family, String setting, Grid grid, List<String> parts, Maker maker) {

  /** Copies the parts. */
  public Method {
    parts = List.copyOf(parts);
  }

  /** This method with a value of its setting that is not searched for. */
  Method fixed(double value) {
    return new Method(name, family, setting, Grid.fixed(value), parts, maker);
  }

  /** A method that is no other's variant and has no parts. */
  static Method alone(String name, String setting, Grid grid, Maker maker) {
    return new Method(name, name, setting, grid, List.of(), maker);
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
