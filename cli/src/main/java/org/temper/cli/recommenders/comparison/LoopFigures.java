package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import org.temper.algorithms.run.Summary;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.ranking.PairedBootstrap;
import org.temper.evaluation.ranking.TargetValues;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.simulation.InteractionSimulator;

/** The figures of feedback loops: what was shown, and what was learned from it. */
final class LoopFigures {
  private static final String SATISFACTION = "satisfaction@10";

  private final Summary summary;
  private final PairedBootstrap bootstrap;
  private final TextTable table =
      new TextTable(
          ImmutableList.of(
              "",
              "log",
              "shown: satisfaction",
              "items",
              "trained: " + SATISFACTION,
              "over cloning, 95 %"));

  LoopFigures(Summary summary, long seed) {
    this.summary = summary;
    this.bootstrap = PairedBootstrap.of(seed);
  }

  /** Puts what came of a log. */
  void put(
      int loop,
      String method,
      InteractionSimulator simulator,
      List<Measured> trained,
      List<Measured> cloning) {
    String stage = "loop-" + loop + "." + method;
    double shown = satisfaction(simulator);
    double items = effectiveItems(simulator.log());
    double satisfaction =
        values(trained).stream().mapToDouble(TargetValues::mean).average().orElseThrow();
    BootstrapInterval gain = bootstrap.mean(values(trained), values(cloning));
    summary.put(stage, "shown.satisfaction", shown);
    summary.put(stage, "shown.effective_items", items);
    summary.put(stage, SATISFACTION, satisfaction);
    summary.put(stage, SATISFACTION + ".over_cloning", gain.estimate());
    summary.put(stage, SATISFACTION + ".over_cloning.low", gain.lower());
    summary.put(stage, SATISFACTION + ".over_cloning.high", gain.upper());
    table.add(
        ImmutableList.of(
            method,
            Integer.toString(loop),
            TextTable.number(shown),
            String.format(Locale.ROOT, "%.0f", items),
            TextTable.number(satisfaction),
            method.equals(Methods.CLONING) ? "" : gain.toString()));
  }

  TextTable table() {
    return table;
  }

  private static List<TargetValues> values(List<Measured> measured) {
    return measured.stream().map(one -> one.satisfaction().orElseThrow()).toList();
  }

  /** True satisfaction with what was shown, the mean over the log. */
  private static double satisfaction(InteractionSimulator simulator) {
    InteractionLog log = simulator.log();
    double sum = 0;
    for (int row = 0; row < log.size(); row++) {
      sum +=
          simulator.satisfaction(
              log.userIds().get(row), log.events().items().get(row), log.events().times().get(row));
    }
    return sum / log.size();
  }

  /** As many items shown equally often have the entropy of what was shown. */
  private static double effectiveItems(InteractionLog log) {
    double entropy =
        log.itemCounts().stream()
            .filter(count -> count > 0)
            .mapToDouble(count -> (double) count / log.size())
            .map(share -> -share * Math.log(share))
            .sum();
    return Math.exp(entropy);
  }
}
