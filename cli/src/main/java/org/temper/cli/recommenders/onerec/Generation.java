package org.temper.cli.recommenders.onerec;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Summary;
import org.temper.api.ContentHash;
import org.temper.api.Policy;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.semantic.SemanticIds;
import org.temper.cli.recommenders.comparison.ComparisonIdentity;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.ranking.GenerativeScorer;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.popularity.Popularity;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.reporting.ConsoleBar;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.constraints.Beam;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Recommendation by generation: the same decoder on the same log, with items written as semantic
 * ids and in other ways; then the first of them aligned.
 */
public final class Generation {

  private static final Logger LOG = LoggerFactory.getLogger(Generation.class);
  private static final String SEMANTIC = "semantic";
  private static final String ALIGNED = "aligned";
  private static final String RESERVING = ".reserving";
  private static final RankingMetric HIT = RankingMetric.hr(Experiment.CUTOFF);
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);

  /** Of the first ten, so many positions are kept for cold items where that is measured. */
  private static final int RESERVED = 2;

  /** Queries that legality is counted on. */
  private static final int LEGALITY_QUERIES = 500;

  private final World world;
  private final SemanticIds ids;
  private final Map<String, SemanticIds> others;
  private final TokenModels models;
  private final NextTokenTraining training;
  private final int width;
  private final int sessionItems;
  private final Optional<SessionAlignment> alignment;
  private final long seed;

  /**
   * A comparison.
   *
   * @param world what is trained and measured on
   * @param ids the semantic ids of its items
   * @param others what they are compared with, by name
   * @param models makes decoders
   * @param training how they are trained
   * @param width beams of a search
   * @param sessionItems items of a session
   * @param alignment how the model of semantic ids is aligned; empty to leave it
   * @param seed decides everything that is chance
   */
  Generation(
      World world,
      SemanticIds ids,
      Map<String, SemanticIds> others,
      TokenModels models,
      NextTokenTraining training,
      int width,
      int sessionItems,
      Optional<SessionAlignment> alignment,
      long seed) {
    this.world = world;
    this.ids = ids;
    this.others = ImmutableMap.copyOf(others);
    this.models = models;
    this.training = training;
    this.width = width;
    this.sessionItems = sessionItems;
    this.alignment = alignment;
    this.seed = seed;
  }

  /**
   * What decides this run's numbers.
   *
   * @param spec the command, parsed
   * @return its options, the log's content and that of the ids it was given
   */
  public ComparisonIdentity identity(CommandSpec spec) {
    ComparisonIdentity identity = ComparisonIdentity.of(spec, List.of(world.experiment().log()));
    if (world.content().isPresent()) {
      return identity;
    }
    ContentHash hash = new ContentHash();
    for (int item = 0; item < ids.items(); item++) {
      ids.path(item).forEach(hash::add);
    }
    return identity
        .withContent("--ids", "ids of hash " + hash.digits())
        .withContent("--item-names", "in --ids");
  }

  /**
   * Trains and measures everything; what an earlier run in the directory trained is read back.
   *
   * @param out the directory to write into
   * @param settings whatever decides the numbers
   * @param terminal where the tables go
   * @throws IOException if something cannot be written
   */
  public void run(Path out, Map<String, String> settings, PrintWriter terminal) throws IOException {
    LOG.info("{}", world.description());
    Summary summary = new Summary();
    TextTable table = new TextTable(shown("", "recall@10", "NDCG@10", "cold recall@10"));
    put(summary, table, "popularity", Popularity.of(world.experiment().split().train()));
    Optional<AlignmentCurve> curve = Optional.empty();
    try (TrainingStages stages = TrainingStages.in(out, settings)) {
      for (Map.Entry<String, SemanticIds> other : others.entrySet()) {
        ItemTokens writing = models.writing(other.getValue());
        try (Policy policy = trained(other.getKey(), writing, stages)) {
          putBoth(summary, table, other.getKey(), policy, writing);
        }
      }
      ItemTokens writing = models.writing(ids);
      try (Policy policy = trained(SEMANTIC, writing, stages)) {
        OptionalDouble cold = putBoth(summary, table, SEMANTIC, policy, writing);
        cold.ifPresent(recall -> summary.put("cold", "recall@10", recall));
        legality(summary, policy, writing);
        if (alignment.isPresent()) {
          curve = Optional.of(alignment.get().run(policy, writing, sessions(writing), stages));
          put(summary, table, ALIGNED, scorer(policy, writing));
        }
      }
      stages.draw(out);
    }
    if (curve.isPresent()) {
      curve.get().put(summary, SEMANTIC, ALIGNED);
      curve.get().draw(out.resolve("alignment.png"));
    }
    summary.write(out.resolve("summary.json"));
    report(out, terminal, table, curve, summary);
  }

  private Policy trained(String name, ItemTokens writing, TrainingStages stages) {
    Policy policy = models.random(writing, sessionItems, seed);
    try {
      training.run(
          Stage.of(name, seed),
          policy,
          writing,
          scorer(policy, writing),
          world.experiment(),
          stages);
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  /** Measures a model, and what it recommends where cold items have positions of their own. */
  private OptionalDouble putBoth(
      Summary summary, TextTable table, String name, Policy policy, ItemTokens writing) {
    GenerativeScorer scorer = scorer(policy, writing).remembering();
    OptionalDouble cold = put(summary, table, name, scorer);
    return cold.isEmpty()
        ? cold
        : put(
            summary,
            table,
            name + RESERVING,
            scorer.withNewItems(world.cold(), RESERVED, Experiment.CUTOFF));
  }

  private GenerativeScorer scorer(Policy policy, ItemTokens writing) {
    return GenerativeScorer.of(
            policy, writing, width, models.maxItems(), world.experiment().ranking().seen())
        .withScoring(models.softmax().scoring());
  }

  /** Measures a recommender; returns the recall of cold items where there are any. */
  private OptionalDouble put(Summary summary, TextTable table, String name, ItemScorer scorer) {
    Experiment experiment = world.experiment();
    RankingResult ranked = ranked(name, scorer);
    double hit = ranked.mean(HIT, TargetGroup.ALL);
    double ndcg = ranked.mean(NDCG, TargetGroup.ALL);
    summary.put(name, "recall@10", hit);
    summary.put(name, "ndcg@10", ndcg);
    if (experiment.ranking().high().isPresent()) {
      summary.put(name, "high.recall@10", ranked.mean(HIT, TargetGroup.HIGH));
      summary.put(name, "high.ndcg@10", ranked.mean(NDCG, TargetGroup.HIGH));
    }
    OptionalDouble cold = OptionalDouble.empty();
    if (!world.coldTargets().isEmpty()) {
      double recall =
          RankingEvaluation.of(
                  world.coldTargets(), experiment.split().train(), experiment.ranking())
              .evaluate(scorer)
              .mean(HIT, TargetGroup.ALL);
      summary.put(name, "cold.recall@10", recall);
      cold = OptionalDouble.of(recall);
    }
    String ofCold = TextTable.number(cold.orElse(Double.NaN));
    LOG.info("{}: recall@10 {}, of cold items {}", name, hit, ofCold);
    table.add(shown(name, TextTable.number(hit), TextTable.number(ndcg), ofCold));
    return cold;
  }

  private RankingResult ranked(String name, ItemScorer scorer) {
    Experiment experiment = world.experiment();
    try (ConsoleBar bar = new ConsoleBar(name, "targets", 1, experiment.split().test().size())) {
      return experiment.test().evaluate(new WatchedScores(scorer, bar));
    }
  }

  /** A row's cells, the last of which is of cold items, where there are any. */
  private List<String> shown(String... cells) {
    return List.of(cells).subList(0, cells.length - (world.coldTargets().isEmpty() ? 1 : 0));
  }

  /** Counts what is legal of constrained beams and samples, and of what is sampled freely. */
  private void legality(Summary summary, Policy policy, ItemTokens writing) {
    List<Query> queries =
        world.experiment().split().test().stream()
            .limit(LEGALITY_QUERIES)
            .map(Target::query)
            .toList();
    Sessions sessions = sessions(writing);
    List<List<Trajectory>> drawn = sessions.drawn(policy, queries, 1, seed);
    List<Beam> best = sessions.best(policy, queries);
    int legal = 0;
    for (int i = 0; i < queries.size(); i++) {
      legal += sessions.isLegal(drawn.get(i).get(0).completion(), queries.get(i)) ? 1 : 0;
      legal += sessions.isLegal(best.get(i).tokens(), queries.get(i)) ? 1 : 0;
    }
    summary.put("legality", (double) legal / (2 * queries.size()));
    int tokens = sessionItems * ids.levels();
    Sampler free = Sampler.of(policy, SamplingConfig.defaults().withMaxNewTokens(tokens));
    List<Trajectory> unconstrained = free.sample(sessions.prompts(queries), seed);
    int freely = 0;
    for (int i = 0; i < queries.size(); i++) {
      freely += sessions.isLegal(unconstrained.get(i).completion(), queries.get(i)) ? 1 : 0;
    }
    summary.put("unconstrained", "legality", (double) freely / queries.size());
  }

  private Sessions sessions(ItemTokens writing) {
    return Sessions.of(writing, sessionItems, models.maxItems(), width, models.softmax().scoring());
  }

  private void report(
      Path out,
      PrintWriter terminal,
      TextTable table,
      Optional<AlignmentCurve> curve,
      Summary summary) {
    terminal.println();
    terminal.println(world.description());
    terminal.println("Semantic ids: " + ids);
    terminal.println();
    terminal.print(table);
    terminal.println();
    curve.ifPresent(
        measured -> {
          terminal.print(measured.table());
          terminal.println();
        });
    terminal.println(
        "Legal: "
            + TextTable.number(summary.figures().getOrDefault("legality", Double.NaN))
            + " of sessions, and "
            + TextTable.number(summary.figures().getOrDefault("unconstrained.legality", Double.NaN))
            + " without the constraint");
    terminal.println(
        "Written to "
            + out
            + ": summary.json, metrics.jsonl"
            + (curve.isEmpty() ? "" : ", alignment.png")
            + " and curves");
    terminal.flush();
  }
}
