package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.temper.algorithms.run.Summary;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.ranking.TargetValues;
import org.temper.evaluation.ranking.WorldBootstrap;
import org.temper.evaluation.ranking.WorldBootstrap.World;
import org.temper.interactions.feedback.PersonalPredictability;

/**
 * Figures over worlds, as {@code PRESET.METHOD.FIGURE} and as a table.
 *
 * @param gains true satisfaction over cloning's, by method
 * @param remarks for people to read before the table
 * @param table a row for each method
 */
record WorldFigures(
    ImmutableMap<String, BootstrapInterval> gains, ImmutableList<String> remarks, TextTable table) {
  private static final String SATISFACTION = "satisfaction@10";
  private static final String OVER_CLONING = ".over_cloning";
  private static final String OVER_A_SFT = ".over_a-sft";

  /** Puts all figures of a preset into a summary and lays out its table. */
  static WorldFigures of(String preset, List<WorldFindings> worlds, long seed, Summary summary) {
    WorldBootstrap bootstrap = WorldBootstrap.of(seed);
    TextTable table =
        new TextTable(
            List.of(
                "",
                "settings",
                SATISFACTION,
                "over cloning, 95 %",
                "worlds above",
                "over a-sft, 95 %",
                "high NDCG@10 over cloning, 95 %",
                "reward@10 over cloning, 95 %",
                "KL"));
    ImmutableMap.Builder<String, BootstrapInterval> gains = ImmutableMap.builder();
    for (WorldRow first : worlds.get(0).rows()) {
      String name = first.method();
      String stage = preset + "." + name;
      List<WorldRow> rows = rows(worlds, name);
      List<World> pairs = pairs(worlds, rows, Methods.CLONING, WorldRow::satisfaction);
      BootstrapInterval gain = bootstrap.mean(pairs);
      gains.put(name, gain);
      double satisfaction =
          rows.stream().mapToDouble(row -> mean(row.satisfaction())).average().orElseThrow();
      summary.put(stage, SATISFACTION, satisfaction);
      put(summary, stage, SATISFACTION + OVER_CLONING, gain);
      int above = (int) pairs.stream().filter(pair -> pair.difference() > 0).count();
      summary.put(stage, "worlds_above_cloning", above);
      for (int world = 0; world < rows.size(); world++) {
        String at = "world-" + (world + 1) + ".";
        summary.put(stage, at + SATISFACTION + OVER_CLONING, pairs.get(world).difference());
        if (!Double.isNaN(rows.get(world).setting())) {
          summary.put(stage, at + "setting", rows.get(world).setting());
        }
      }
      BootstrapInterval ndcg = bootstrap.mean(pairs(worlds, rows, Methods.CLONING, WorldRow::ndcg));
      BootstrapInterval reward =
          bootstrap.mean(pairs(worlds, rows, Methods.CLONING, WorldRow::reward));
      put(summary, stage, "high.ndcg@10" + OVER_CLONING, ndcg);
      put(summary, stage, "reward@10" + OVER_CLONING, reward);
      double kl = rows.stream().mapToDouble(WorldRow::divergence).average().orElseThrow();
      summary.put(stage, "kl", kl);
      String overAsft = "";
      if (worlds.get(0).row(Methods.A_SFT).isPresent()) {
        BootstrapInterval more =
            bootstrap.mean(pairs(worlds, rows, Methods.A_SFT, WorldRow::satisfaction));
        put(summary, stage, SATISFACTION + OVER_A_SFT, more);
        overAsft = more.toString();
      }
      table.add(
          List.of(
              name,
              settings(rows),
              TextTable.number(satisfaction),
              gain.toString(),
              above + " of " + rows.size(),
              overAsft,
              ndcg.toString(),
              reward.toString(),
              TextTable.number(kl)));
    }
    return new WorldFigures(gains.buildOrThrow(), remarks(preset, worlds, summary), table);
  }

  /** True satisfaction over cloning's: a row for each method, a column for each preset. */
  static TextTable across(Map<String, WorldFigures> presets) {
    List<String> columns = new ArrayList<>(List.of(""));
    columns.addAll(presets.keySet());
    TextTable table = new TextTable(columns);
    Set<String> methods = new LinkedHashSet<>();
    presets.values().forEach(figures -> methods.addAll(figures.gains().keySet()));
    for (String method : methods) {
      List<String> cells = new ArrayList<>(List.of(method));
      presets
          .values()
          .forEach(
              figures -> {
                BootstrapInterval gain = figures.gains().get(method);
                cells.add(
                    gain == null
                        ? ""
                        : String.format(
                            Locale.ROOT,
                            "%+.3f [%+.3f, %+.3f]",
                            gain.estimate(),
                            gain.lower(),
                            gain.upper()));
              });
      table.add(cells);
    }
    return table;
  }

  private static ImmutableList<String> remarks(
      String preset, List<WorldFindings> worlds, Summary summary) {
    Map<Choice, Double> means = new EnumMap<>(Choice.class);
    for (Choice choice : Choice.values()) {
      worlds.stream()
          .map(WorldFindings::correlations)
          .filter(correlations -> correlations.containsKey(choice))
          .mapToDouble(correlations -> correlations.getOrDefault(choice, 0.0))
          .average()
          .ifPresent(mean -> means.put(choice, mean));
    }
    SelectionCheck.put(summary, preset + ".", means);
    Map<String, Double> errors = new LinkedHashMap<>();
    for (String predictor : worlds.get(0).rewardModels().heldOut().keySet()) {
      double error =
          worlds.stream()
              .mapToDouble(world -> world.rewardModels().rootMeanSquare(predictor))
              .average()
              .orElseThrow();
      errors.put(predictor, error);
      summary.put(preset + "." + predictor, "test.rmse", error);
    }
    List<PersonalPredictability> predictability =
        worlds.stream().map(WorldFindings::predictability).toList();
    PredictabilityReport.put(summary, preset + ".", predictability);
    return ImmutableList.of(
        PredictabilityReport.line(predictability),
        SelectionCheck.line(means),
        "Error of predicted rewards: "
            + errors.entrySet().stream()
                .map(entry -> entry.getKey() + " " + TextTable.number(entry.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private static List<WorldRow> rows(List<WorldFindings> worlds, String method) {
    return worlds.stream().map(world -> world.row(method).orElseThrow()).toList();
  }

  private static List<World> pairs(
      List<WorldFindings> worlds,
      List<WorldRow> rows,
      String other,
      Function<WorldRow, ImmutableList<TargetValues>> values) {
    return IntStream.range(0, rows.size())
        .mapToObj(
            world ->
                new World(
                    values.apply(rows.get(world)),
                    values.apply(worlds.get(world).row(other).orElseThrow())))
        .toList();
  }

  private static double mean(List<TargetValues> bySeed) {
    return bySeed.stream().mapToDouble(TargetValues::mean).average().orElseThrow();
  }

  private static String settings(List<WorldRow> rows) {
    return rows.stream()
        .filter(row -> !Double.isNaN(row.setting()))
        .map(row -> String.format(Locale.ROOT, "%.3g", row.setting()))
        .map(text -> text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text)
        .collect(Collectors.joining(" "));
  }

  private static void put(
      Summary summary, String stage, String figure, BootstrapInterval interval) {
    summary.put(stage, figure, interval.estimate());
    summary.put(stage, figure + ".low", interval.lower());
    summary.put(stage, figure + ".high", interval.upper());
  }
}
