package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.cli.recommenders.comparison.MethodComparison.Findings;
import org.temper.interactions.feedback.PersonalPredictability;

/**
 * The findings in one world, in as little as figures over worlds need.
 *
 * @param rows by method, the cloned policy first; after the methods, {@code FAMILY-chosen} for each
 *     family of several baselines: the row that was best on the validation targets
 * @param correlations how alike each figure of the validation targets and true satisfaction with
 *     them order all that was tried, by figure
 * @param rewardModels how well rewards are predicted
 * @param predictability the log's personal predictability
 */
record WorldFindings(
    ImmutableList<WorldRow> rows,
    ImmutableMap<Choice, Double> correlations,
    RewardModelCheck rewardModels,
    PersonalPredictability predictability) {
  private static final String CLONED = "cloned";

  static WorldFindings of(Findings findings, Choice choice, PersonalPredictability predictability) {
    ImmutableList.Builder<WorldRow> rows = ImmutableList.builder();
    rows.add(
        WorldRow.of(
            CLONED, CLONED, Double.NaN, Double.NaN, ImmutableList.copyOf(findings.cloned())));
    Map<String, List<WorldRow>> families = new LinkedHashMap<>();
    for (MethodResult result : findings.results()) {
      Method method = result.method();
      Trial best =
          result.trials().stream()
              .filter(trial -> trial.value() == result.chosen())
              .findFirst()
              .orElseThrow();
      WorldRow row =
          WorldRow.of(
              method.name(),
              method.family(),
              result.chosen(),
              choice.of(best.measured(), findings.validationResiduals()),
              ImmutableList.copyOf(result.reported()));
      rows.add(row);
      families.computeIfAbsent(method.family(), family -> new ArrayList<>()).add(row);
    }
    families.forEach(
        (family, members) -> {
          if (members.size() > 1) {
            members.stream()
                .max(Comparator.comparingDouble(WorldRow::validation))
                .ifPresent(row -> rows.add(row.renamed(family + "-chosen")));
          }
        });
    return new WorldFindings(
        rows.build(),
        SelectionCheck.correlations(findings),
        findings.rewardModels(),
        predictability);
  }

  /** The row of a method. */
  Optional<WorldRow> row(String method) {
    return rows.stream().filter(row -> row.method().equals(method)).findFirst();
  }
}
