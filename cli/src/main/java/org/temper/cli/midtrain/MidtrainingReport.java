package org.temper.cli.midtrain;

import java.nio.file.Path;
import org.temper.algorithms.run.Summary;
import org.temper.cli.midtrain.Midtraining.Data;
import org.temper.cli.midtrain.Midtraining.Outcome;
import org.temper.data.mixture.MixtureUse;

/** The report of one run: what was drawn, and the held-out losses before, during and after. */
public final class MidtrainingReport {

  private MidtrainingReport() {}

  /**
   * Draws {@code forgetting.png} and makes a summary.
   *
   * @param data what was trained and measured on
   * @param outcome the run
   * @param out the recipe's directory
   * @return {@code before}, {@code highest} and {@code after.loss@BUCKET} of each bucket that was
   *     measured, and {@code mixture.NAME.share}, {@code .examples} and {@code .epochs} of each
   *     source
   */
  public static Summary of(Data data, Outcome outcome, Path out) {
    Summary summary = new Summary();
    Forgetting forgetting = Forgetting.of(outcome.trained().history(), data.heldOut().keySet());
    if (!forgetting.curves().isEmpty()) {
      forgetting.put(summary);
      forgetting.draw(out.resolve("forgetting.png"));
    }
    for (MixtureUse use : outcome.uses()) {
      summary
          .put("mixture", use.name() + ".share", use.share())
          .put("mixture", use.name() + ".examples", (double) use.examples())
          .put("mixture", use.name() + ".epochs", use.epochs());
    }
    return summary;
  }
}
