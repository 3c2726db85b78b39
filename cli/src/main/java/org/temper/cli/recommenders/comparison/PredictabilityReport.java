package org.temper.cli.recommenders.comparison;

import java.util.List;
import java.util.Locale;
import org.temper.algorithms.run.Summary;
import org.temper.interactions.feedback.PersonalPredictability;

/** Logs' personal predictability, for people and for summaries. */
final class PredictabilityReport {
  private static final String STAGE = "log";
  private static final String FIGURE = "personal_predictability";

  private PredictabilityReport() {}

  /**
   * Puts the mean over logs as {@code log.personal_predictability}.
   *
   * @param prefix before the name, such as {@code noise-2.}; may be empty
   */
  static void put(Summary summary, String prefix, List<PersonalPredictability> logs) {
    summary.put(prefix + STAGE, FIGURE, mean(logs));
  }

  /** A line on one log, or on several of a kind. */
  static String line(List<PersonalPredictability> logs) {
    String interval =
        logs.size() == 1
            ? String.format(Locale.ROOT, " [%.3f, %.3f]", logs.get(0).lower(), logs.get(0).upper())
            : "";
    long personal = logs.stream().filter(PersonalPredictability::isPersonal).count();
    return String.format(Locale.ROOT, "Personal predictability %.3f%s", mean(logs), interval)
        + ", the correlation of a neighborhood model with what user and item biases leave of"
        + " held-out rewards"
        + (personal > 0
            ? "."
            : ": not shown to be above "
                + PersonalPredictability.LEAST
                + ", so only item quality can be learned.");
  }

  private static double mean(List<PersonalPredictability> logs) {
    return logs.stream().mapToDouble(PersonalPredictability::correlation).average().orElseThrow();
  }
}
