package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Summary;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.experiment.Models.Kind;
import org.temper.cli.recommenders.training.NextItemTraining;
import org.temper.cli.recommenders.training.NextItemTraining.Trained;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.ranking.PairedBootstrap;
import org.temper.evaluation.ranking.PolicyScorer;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.Spread;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.popularity.Popularity;
import org.temper.interactions.popularity.RecentPopularity;
import org.temper.models.recommender.Negatives;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;

/**
 * Models beside the popularities that they must beat.
 *
 * @param experiment what they are trained and measured on
 * @param kinds which models
 * @param models makes them
 * @param training how they are trained
 * @param recent recent popularity
 * @param negatives of the models that are trained with a sampled softmax
 * @param seed the first seed
 * @param seeds how often each is trained
 */
public record ModelComparison(
    Experiment experiment,
    List<Kind> kinds,
    Models models,
    NextItemTraining training,
    RecentPopularity recent,
    Map<Kind, Negatives> negatives,
    long seed,
    int seeds) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelComparison.class);
  private static final String RECENT = "recent-popularity";
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);

  /**
   * Trains and measures everything; what an earlier run in the directory trained is read back.
   *
   * @param out the directory to write into, made here
   * @param settings whatever decides the numbers
   * @param terminal where the table goes
   * @throws IOException if something cannot be written
   */
  public void run(Path out, Map<String, String> settings, PrintWriter terminal) throws IOException {
    LOG.info("{}", experiment.description());
    Map<String, List<RankingResult>> results = new LinkedHashMap<>();
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    RankingEvaluation test = experiment.test();
    SavedModels saved = SavedModels.in(out, experiment, settings);
    results.put("popularity", constant(test, Popularity.of(experiment.split().train())));
    results.put(RECENT, constant(test, recent));
    try (TrainingStages stages = TrainingStages.in(out, settings)) {
      for (Kind kind : kinds) {
        List<RankingResult> ofKind = new ArrayList<>();
        for (long s = seed; s < seed + seeds; s++) {
          Trained trained = train(kind, s, stages);
          curves.put(kind.figureName() + ", seed " + s, trained.curve());
          try (RecommenderPolicy policy = trained.policy()) {
            if (s == seed) {
              saved.save(kind.figureName(), policy);
            }
            ofKind.add(test.evaluate(PolicyScorer.of(policy, models.shape().maxLength())));
          }
        }
        results.put(kind.figureName(), ofKind);
      }
      stages.draw(out);
    }
    report(out, terminal, results);
    Charts.lines(
        out.resolve("validation.png"),
        new Axes("NDCG@10 of validation targets", "updates", "NDCG@10"),
        curves);
  }

  private Trained train(Kind kind, long ofSeed, TrainingStages stages) {
    try (RecommenderPolicy policy = models.random(kind, ofSeed)) {
      Negatives drawn = negatives.get(kind);
      return training.run(
          Stage.of(kind.figureName(), ofSeed),
          policy,
          drawn == null ? policy : policy.sampledSoftmax(drawn),
          experiment,
          stages);
    }
  }

  /** What does not depend on a seed is the same for each. */
  private List<RankingResult> constant(RankingEvaluation test, ItemScorer scorer) {
    return Collections.nCopies(seeds, test.evaluate(scorer));
  }

  private void report(Path out, PrintWriter terminal, Map<String, List<RankingResult>> results) {
    Summary summary = new Summary();
    ImmutableList.Builder<String> columns =
        ImmutableList.<String>builder().add("", "HR@10", "NDCG@10", "MRR");
    experiment
        .ranking()
        .high()
        .ifPresent(high -> columns.add("high HR@10", "high NDCG@10", "high MRR"));
    List<String> groups =
        experiment.ranking().high().isPresent() ? List.of("all", "high") : List.of("all");
    TextTable table = new TextTable(columns.build());
    results.forEach(
        (method, ofSeeds) -> {
          Map<String, Spread> spreads = RankingFigures.put(summary, method, ofSeeds);
          ImmutableList.Builder<String> cells = ImmutableList.<String>builder().add(method);
          for (String group : groups) {
            for (String metric : List.of("hr@10", "ndcg@10", "mrr")) {
              Spread spread = spreads.get(group + "." + metric);
              cells.add(spread == null ? "" : spread.toString());
            }
          }
          table.add(cells.build());
        });
    terminal.println();
    terminal.println(experiment.description());
    terminal.println();
    terminal.print(table);
    terminal.println();
    kinds.forEach(kind -> compare(kind.figureName(), results, summary, terminal));
    summary.write(out.resolve("summary.json"));
    terminal.println();
    terminal.println(
        "Written to " + out + ": summary.json, metrics.jsonl, validation.png, curves and models");
    terminal.flush();
  }

  private void compare(
      String method,
      Map<String, List<RankingResult>> results,
      Summary summary,
      PrintWriter terminal) {
    BootstrapInterval gain =
        PairedBootstrap.of(seed)
            .mean(
                results.getOrDefault(method, List.of()),
                results.getOrDefault(RECENT, List.of()),
                NDCG,
                TargetGroup.ALL);
    summary.put(method, "all.ndcg@10.over-recent", gain.estimate());
    summary.put(method, "all.ndcg@10.over-recent.low", gain.lower());
    summary.put(method, "all.ndcg@10.over-recent.high", gain.upper());
    terminal.println(
        method + " over recent popularity, NDCG@10 of all targets: " + gain + ", 95 %");
  }
}
