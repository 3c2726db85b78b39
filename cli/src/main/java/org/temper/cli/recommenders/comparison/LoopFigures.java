package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final String SHOWN = "shown.satisfaction";

  private final Summary summary;
  private final PairedBootstrap bootstrap;
  private final Map<Integer, TargetValues> shownByCloning = new HashMap<>();
  private final TextTable table =
      new TextTable(
          ImmutableList.of(
              "",
              "log",
              "shown: satisfaction",
              "over cloning, 95 %",
              "items",
              "trained: " + SATISFACTION,
              "over cloning, 95 %"));

  LoopFigures(Summary summary, long seed) {
    this.summary = summary;
    this.bootstrap = PairedBootstrap.of(seed);
  }

  /**
   * Puts what came of a log.
   *
   * @param trained what the method reached
   * @param cloning what cloning reached on the same log; its own loop is put before others
   */
  void put(
      int loop,
      String method,
      InteractionSimulator simulator,
      List<Measured> trained,
      List<Measured> cloning) {
    String stage = "loop-" + loop + "." + method;
    TargetValues shown = satisfaction(simulator);
    TargetValues other = shownByCloning.computeIfAbsent(loop, first -> shown);
    BootstrapInterval better = bootstrap.mean(List.of(shown), List.of(other));
    double items = effectiveItems(simulator.log());
    double satisfaction =
        values(trained).stream().mapToDouble(TargetValues::mean).average().orElseThrow();
    BootstrapInterval gain = bootstrap.mean(values(trained), values(cloning));
    summary.put(stage, SHOWN, shown.mean());
    put(stage, SHOWN, better);
    summary.put(stage, "shown.effective_items", items);
    summary.put(stage, SATISFACTION, satisfaction);
    put(stage, SATISFACTION, gain);
    table.add(
        ImmutableList.of(
            method,
            Integer.toString(loop),
            TextTable.number(shown.mean()),
            loop == 0 || method.equals(Methods.CLONING) ? "" : better.toString(),
            String.format(Locale.ROOT, "%.0f", items),
            TextTable.number(satisfaction),
            method.equals(Methods.CLONING) ? "" : gain.toString()));
  }

  private void put(String stage, String figure, BootstrapInterval over) {
    summary.put(stage, figure + ".over_cloning", over.estimate());
    summary.put(stage, figure + ".over_cloning.low", over.lower());
    summary.put(stage, figure + ".over_cloning.high", over.upper());
  }

  TextTable table() {
    return table;
  }

  private static List<TargetValues> values(List<Measured> measured) {
    return measured.stream().map(one -> one.satisfaction().orElseThrow()).toList();
  }

  /** True satisfaction with what was shown, by event. */
  private static TargetValues satisfaction(InteractionSimulator simulator) {
    InteractionLog log = simulator.log();
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder(log.size());
    for (int row = 0; row < log.size(); row++) {
      values.add(
          simulator.satisfaction(
              log.userIds().get(row),
              log.events().items().get(row),
              log.events().times().get(row)));
    }
    return new TargetValues(log.userIds(), values.build());
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
