package org.temper.cli.recommenders.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.temper.cli.recommenders.comparison.MethodComparison.Findings;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;

/**
 * Pictures of a comparison of methods. Points against KL are the trials of the search, on
 * validation targets.
 */
final class MethodCharts {
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);
  private static final String KL = "KL from the cloned policy (nats)";
  private static final double MOST_WEIGHT = 20;
  private static final int SPANS = 40;

  private MethodCharts() {}

  static void draw(Path out, Findings findings) {
    Map<String, ToDoubleFunction<Measured>> figures = new LinkedHashMap<>();
    figures.put("ndcg", MethodCharts::ranking);
    figures.put("reward", measured -> measured.reward().mean());
    if (findings.cloned().get(0).satisfaction().isPresent()) {
      figures.put("satisfaction", measured -> measured.satisfaction().orElseThrow().mean());
    }
    figures.forEach(
        (name, figure) -> {
          Charts.lines(
              out.resolve(name + "-against-kl.png"),
              new Axes(title(name) + " against KL, by method", KL, title(name)),
              series(findings, trial -> trial.measured().shift().divergence().mean(), figure));
          Charts.lines(
              out.resolve(name + "-against-beta.png"),
              new Axes(title(name) + " against the setting", "beta or lambda", title(name)),
              series(tempered(findings), Trial::value, figure));
        });
    double beta = beta(findings);
    Charts.histogram(
        out.resolve("weights.png"),
        new Axes("A-SFT's weights at beta " + beta, "weight", "events"),
        findings.advantages().stream()
            .map(advantage -> Math.min(Math.exp(advantage / beta), MOST_WEIGHT))
            .toArray(),
        SPANS);
  }

  private static double ranking(Measured measured) {
    return measured.ranking().mean(NDCG, TargetGroup.HIGH);
  }

  private static String title(String figure) {
    return switch (figure) {
      case "ndcg" -> "NDCG@10 of high targets";
      case "reward" -> "reward of the first ten by the judges";
      default -> "true satisfaction with the first ten";
    };
  }

  private static Findings tempered(Findings findings) {
    List<MethodResult> results =
        findings.results().stream()
            .filter(
                result ->
                    result.method().setting().equals("beta")
                        || result.method().setting().equals("lambda"))
            .toList();
    return new Findings(
        findings.cloned(),
        results,
        findings.residuals(),
        findings.advantages(),
        findings.rewardModels(),
        findings.validationResiduals());
  }

  private static Map<String, List<Point>> series(
      Findings findings, ToDoubleFunction<Trial> x, ToDoubleFunction<Measured> y) {
    Map<String, List<Point>> series = new LinkedHashMap<>();
    for (MethodResult result : findings.results()) {
      List<Point> points = new ArrayList<>();
      for (Trial trial : result.trials()) {
        points.add(new Point(x.applyAsDouble(trial), y.applyAsDouble(trial.measured())));
      }
      points.sort(Comparator.comparingDouble(Point::x));
      series.put(result.method().name(), points);
    }
    return series;
  }

  private static double beta(Findings findings) {
    return findings.results().stream()
        .filter(result -> result.method().name().equals(Methods.A_SFT))
        .mapToDouble(MethodResult::chosen)
        .findFirst()
        .orElse(1);
  }
}
