package org.temper.cli.recommenders.comparison;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.cli.recommenders.comparison.MethodComparison.Findings;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.ranking.PairedBootstrap;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.Spread;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.evaluation.ranking.TargetValues;

/** Findings, as figures by method and as a table. */
final class MethodFigures {
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);
  private static final String CLONED = "cloned";

  private final Findings findings;
  private final PairedBootstrap bootstrap;
  private final Summary summary;
  private final String prefix;
  private final List<Measured> cloning;
  private final TextTable table;

  private MethodFigures(Findings findings, long seed, Summary summary, String prefix) {
    this.findings = findings;
    this.bootstrap = PairedBootstrap.of(seed);
    this.summary = summary;
    this.prefix = prefix;
    this.cloning =
        findings.results().stream()
            .filter(result -> result.method().name().equals(Methods.CLONING))
            .findFirst()
            .orElseThrow()
            .reported();
    this.table = new TextTable(columns());
  }

  /**
   * Puts all figures into a summary and lays out the table.
   *
   * @param prefix before the method's name in the summary, such as {@code noise-2.}; may be empty
   */
  static TextTable of(Findings findings, long seed, Summary summary, String prefix) {
    MethodFigures table = new MethodFigures(findings, seed, summary, prefix);
    table.add(CLONED, "", Double.NaN, findings.cloned());
    for (MethodResult result : findings.results()) {
      String name = result.method().name();
      summary.put(prefix + name, "setting", result.chosen());
      result.trials().forEach(trial -> table.add(prefix + name, trial));
      table.add(
          name,
          String.format(Locale.ROOT, "%s %.3g", result.method().setting(), result.chosen()),
          result.effectiveShare(),
          result.reported());
    }
    findings.rewardModels().put(summary, prefix);
    SelectionCheck.put(summary, prefix, SelectionCheck.correlations(findings));
    return table.table;
  }

  private boolean isSimulated() {
    return cloning.get(0).satisfaction().isPresent();
  }

  private List<String> columns() {
    ImmutableList.Builder<String> columns = ImmutableList.builder();
    columns.add("", "setting");
    if (isSimulated()) {
      columns.add("satisfaction@10", "over cloning, 95 %");
    }
    return columns
        .add("NDCG@10 all", "high", "high over cloning, 95 %", "HR@10 high", "gap NDCG@10")
        .add("reward@10", "slope, 95 %", "KL", "ESS")
        .build();
  }

  /** What a setting reached on the validation targets. */
  private void add(String method, Trial trial) {
    String at =
        "validation." + Ascii.toLowerCase(Double.toString(trial.value())).replace('.', '_') + ".";
    Measured measured = trial.measured();
    summary.put(method, at + "kl", measured.shift().divergence().mean());
    summary.put(method, at + "reward@10", measured.reward().mean());
    summary.put(method, at + "high.ndcg@10", measured.ranking().mean(NDCG, TargetGroup.HIGH));
    measured
        .satisfaction()
        .ifPresent(values -> summary.put(method, at + "satisfaction@10", values.mean()));
  }

  private void add(String name, String setting, double effectiveShare, List<Measured> measured) {
    String method = prefix + name;
    List<RankingResult> rankings = measured.stream().map(Measured::ranking).toList();
    var spreads = RankingFigures.put(summary, method, rankings);
    Spread reward = spread(measured.stream().map(Measured::reward).toList());
    Spread divergence = spread(measured.stream().map(m -> m.shift().divergence()).toList());
    RankingFigures.put(summary, method, "all.reward@10", reward);
    RankingFigures.put(summary, method, "all.kl", divergence);
    BootstrapInterval slope =
        bootstrap.slope(
            findings.residuals(), measured.stream().map(m -> m.shift().logProbs()).toList());
    put(method, "all.residual-slope", slope);
    BootstrapInterval gain =
        bootstrap.mean(
            rankings, cloning.stream().map(Measured::ranking).toList(), NDCG, TargetGroup.HIGH);
    put(method, "high.ndcg@10.over-cloning", gain);
    findings.results().stream()
        .filter(result -> Methods.CONTROLS.contains(result.method().name()))
        .filter(control -> !control.method().name().equals(name))
        .forEach(control -> putOver(method, rankings, control));
    put(
        method,
        "gap.ndcg@10.over-cloning",
        bootstrap.gap(rankings, cloning.stream().map(Measured::ranking).toList(), NDCG));
    put(
        method,
        "all.reward@10.over-cloning",
        bootstrap.mean(
            measured.stream().map(Measured::reward).toList(),
            cloning.stream().map(Measured::reward).toList()));
    if (!Double.isNaN(effectiveShare)) {
      summary.put(method, "all.effective-share", effectiveShare);
    }
    List<String> cells = new ArrayList<>(List.of(name, setting));
    if (isSimulated()) {
      List<TargetValues> satisfaction = satisfaction(measured);
      Spread spread = spread(satisfaction);
      BootstrapInterval more = bootstrap.mean(satisfaction, satisfaction(cloning));
      RankingFigures.put(summary, method, "all.satisfaction@10", spread);
      put(method, "all.satisfaction@10.over-cloning", more);
      cells.add(spread.toString());
      cells.add(more.toString());
    }
    cells.add(String.valueOf(spreads.get("all.ndcg@10")));
    cells.add(String.valueOf(spreads.get("high.ndcg@10")));
    cells.add(gain.toString());
    cells.add(TextTable.number(mean(spreads.get("high.hr@10"))));
    cells.add(TextTable.number(mean(spreads.get("gap.ndcg@10"))));
    cells.add(TextTable.number(reward.mean()));
    cells.add(slope.toString());
    cells.add(TextTable.number(divergence.mean()));
    cells.add(TextTable.number(effectiveShare));
    table.add(cells);
  }

  /** What a method gains on high targets over a control. */
  private void putOver(String method, List<RankingResult> rankings, MethodResult control) {
    put(
        method,
        "high.ndcg@10.over-" + control.method().name(),
        bootstrap.mean(
            rankings,
            control.reported().stream().map(Measured::ranking).toList(),
            NDCG,
            TargetGroup.HIGH));
  }

  private static double mean(@Nullable Spread spread) {
    return spread == null ? Double.NaN : spread.mean();
  }

  private static List<TargetValues> satisfaction(List<Measured> measured) {
    return measured.stream().map(one -> one.satisfaction().orElseThrow()).toList();
  }

  private static Spread spread(List<TargetValues> bySeed) {
    return Spread.of(bySeed.stream().mapToDouble(TargetValues::mean).toArray());
  }

  private void put(String method, String figure, BootstrapInterval interval) {
    summary.put(method, figure, interval.estimate());
    summary.put(method, figure + ".low", interval.lower());
    summary.put(method, figure + ".high", interval.upper());
  }
}
