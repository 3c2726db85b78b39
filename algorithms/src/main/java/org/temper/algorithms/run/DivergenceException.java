package org.temper.algorithms.run;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.algorithms.metrics.RunUnit;

/**
 * Training stopped because the loss or the gradient norm of an update was not finite, or the
 * weights were not that a checkpoint was to carry. Where it was the loss, the update was not made;
 * in a run of iterations, earlier updates of the same iteration were. The checkpoints written
 * before it are as they were.
 */
public final class DivergenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How many ids a message names; a batch may have thousands. */
  private static final int IDS_IN_MESSAGE = 16;

  private final long update;
  private final ImmutableList<String> exampleIds;

  /**
   * A stop.
   *
   * @param unit whether the run counts updates or iterations
   * @param update the update that was not made, or the iteration that was not finished, from 1
   * @param loss its loss
   * @param gradientNorm its gradient norm
   * @param exampleIds the examples of its batch
   */
  public DivergenceException(
      RunUnit unit, long update, double loss, double gradientNorm, List<String> exampleIds) {
    super(
        String.format(
            "%s %d: expected a finite loss and gradient norm, got loss %s and gradient norm %s;"
                + " its examples: %s",
            unit.singular(), update, loss, gradientNorm, named(exampleIds)));
    this.update = update;
    this.exampleIds = ImmutableList.copyOf(exampleIds);
  }

  private DivergenceException(String message, long update) {
    super(message);
    this.update = update;
    this.exampleIds = ImmutableList.of();
  }

  /**
   * A stop because an array of the state was found not to be finite before a checkpoint; nothing of
   * it is saved.
   */
  static DivergenceException ofState(RunUnit unit, long update, String array) {
    return new DivergenceException(
        String.format(
            "%s %d: expected finite numbers in %s, got others; nothing of this is saved, and earlier"
                + " checkpoints are as they were: a smaller learning rate or weight decay may help",
            unit.singular(), update, array),
        update);
  }

  /** A stop because the loss on held-out data was found not to be finite. */
  static DivergenceException ofEvaluation(RunUnit unit, long update, double loss) {
    return new DivergenceException(
        String.format(
            "%s %d: expected a finite loss on held-out data, got %s; nothing of this is saved, and"
                + " earlier checkpoints are as they were: a smaller learning rate may help",
            unit.singular(), update, loss),
        update);
  }

  private static String named(List<String> ids) {
    return ids.size() <= IDS_IN_MESSAGE
        ? String.join(", ", ids)
        : String.join(", ", ids.subList(0, IDS_IN_MESSAGE))
            + " and "
            + (ids.size() - IDS_IN_MESSAGE)
            + " more";
  }

  /**
   * The update that was not made, or the iteration that was not finished.
   *
   * @return its number, from 1
   */
  public long update() {
    return update;
  }

  /**
   * The examples of its batch.
   *
   * @return ids, or rows of a file
   */
  public List<String> exampleIds() {
    return exampleIds;
  }
}
