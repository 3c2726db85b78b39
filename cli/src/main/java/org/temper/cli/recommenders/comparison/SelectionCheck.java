package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.temper.algorithms.run.Summary;
import org.temper.cli.recommenders.comparison.MethodComparison.Findings;
import org.temper.evaluation.ranking.RankCorrelation;

/**
 * The rank correlation of what a setting may be chosen by with the truth, over all settings of all
 * methods that were tried, on the validation targets. It is for people to judge a choice by, and
 * chooses nothing.
 */
final class SelectionCheck {
  private static final String STAGE = "selection";
  private static final String FIGURE = ".rank_correlation";

  private SelectionCheck() {}

  /** By figure; none where satisfaction is not known, and NaN left out. */
  static ImmutableMap<Choice, Double> correlations(Findings findings) {
    List<Trial> trials =
        findings.results().stream().flatMap(result -> result.trials().stream()).toList();
    if (trials.stream().anyMatch(trial -> trial.measured().satisfaction().isEmpty())) {
      return ImmutableMap.of();
    }
    List<Double> truth =
        trials.stream().map(trial -> trial.measured().satisfaction().orElseThrow().mean()).toList();
    ImmutableMap.Builder<Choice, Double> correlations = ImmutableMap.builder();
    for (Choice choice : Choice.values()) {
      double correlation =
          RankCorrelation.of(
              trials.stream()
                  .map(trial -> choice.of(trial.measured(), findings.validationResiduals()))
                  .toList(),
              truth);
      if (!Double.isNaN(correlation)) {
        correlations.put(choice, correlation);
      }
    }
    return correlations.buildOrThrow();
  }

  /**
   * Puts each correlation as {@code selection.FIGURE.rank_correlation}.
   *
   * @param prefix before the name, such as {@code noise-2.}; may be empty
   */
  static void put(Summary summary, String prefix, Map<Choice, Double> correlations) {
    correlations.forEach(
        (choice, value) -> summary.put(prefix + STAGE, choice.figureName() + FIGURE, value));
  }

  /** For people to read. */
  static String line(Map<Choice, Double> correlations) {
    return "Rank correlation with true satisfaction over all settings tried: "
        + correlations.entrySet().stream()
            .map(
                entry ->
                    String.format(
                        Locale.ROOT, "%s %+.2f", entry.getKey().figureName(), entry.getValue()))
            .collect(Collectors.joining(", "));
  }
}
