package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.temper.api.items.ItemPrior;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.interactions.popularity.PopularityPrior;
import org.temper.interactions.popularity.RecentPopularity;
import picocli.CommandLine.Option;

/** Options for what models and baselines know of what is in fashion. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PriorOptions {
  private static final long HOUR_SECONDS = 3_600;
  private static final long DAY_SECONDS = 86_400;
  private static final double LEAST_DAYS = 1e-3;

  /** What is added to a model's logits. */
  enum Prior {
    RECENT,
    NONE
  }

  @Option(
      names = "--prior",
      paramLabel = "KIND",
      defaultValue = "recent",
      description =
          "what is added to the models' logits: ${COMPLETION-CANDIDATES}; recent is log(1 + events"
              + " of the item in the window before the hour) (default: ${DEFAULT-VALUE})")
  private Prior prior;

  @Option(
      names = "--prior-hours",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "for how many hours a prior holds before it is counted anew (default: ${DEFAULT-VALUE})")
  private int priorHours;

  @Option(
      names = "--window-days",
      paramLabel = "X",
      defaultValue = "7",
      description = "length of the window of recent popularity (default: ${DEFAULT-VALUE})")
  private double windowDays;

  /** Scores by the events of the window before the query. */
  RecentPopularity recent(Experiment experiment) {
    return RecentPopularity.of(experiment.split().train(), windowSeconds());
  }

  /** The models' prior. */
  Optional<ItemPrior> prior(Experiment experiment) {
    return prior == Prior.NONE
        ? Optional.empty()
        : Optional.of(
            PopularityPrior.of(experiment.split().train(), windowSeconds(), stepSeconds()));
  }

  private long stepSeconds() {
    checkArgument(priorHours >= 1, "--prior-hours: expected at least 1, got %s", priorHours);
    return priorHours * HOUR_SECONDS;
  }

  private long windowSeconds() {
    checkArgument(
        windowDays >= LEAST_DAYS && Double.isFinite(windowDays),
        "--window-days: expected a finite number of at least %s, got %s",
        LEAST_DAYS,
        windowDays);
    return Math.round(windowDays * DAY_SECONDS);
  }
}
