package org.temper.cli.recommenders.onerec;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Summary;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.semantic.SemanticIds;
import org.temper.api.updates.UpdateSource;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.training.RewardEnsemble;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.ranking.GenerativeScorer;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.SeenItems;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.popularity.Popularity;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.models.onerec.SessionTowers;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.constraints.Beam;

/**
 * Recommendation by generation: the same decoder on the same log, with items written as semantic
 * ids, as the same ids given at random, and as one code each; then the first of them aligned.
 */
public final class Generation {

  private static final Logger LOG = LoggerFactory.getLogger(Generation.class);
  private static final String SEMANTIC = "semantic";
  private static final String RESERVING = ".reserving";
  private static final RankingMetric HIT = RankingMetric.hr(Experiment.CUTOFF);
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);

  /** One user in so many has sessions measured, and is not aligned on. */
  private static final int HELD_OUT_EVERY = 5;

  /** Of the first ten, so many positions are kept for cold items where that is measured. */
  private static final int RESERVED = 2;

  /** Queries that legality is counted on. */
  private static final int LEGALITY_QUERIES = 500;

  private final World world;
  private final SemanticIds ids;
  private final TokenModels models;
  private final NextTokenTraining training;
  private final int width;
  private final int sessionItems;
  private final Alignment alignment;
  private final Models feedback;
  private final EnsembleConfig ensemble;
  private final Optional<TowerTraining> towers;
  private final long seed;

  /**
   * A comparison.
   *
   * @param world what is trained and measured on
   * @param ids the semantic ids of its items
   * @param models makes decoders
   * @param training how they are trained
   * @param width beams of a search
   * @param sessionItems items of a session
   * @param alignment how the model of semantic ids is aligned
   * @param feedback makes reward models
   * @param ensemble how these are trained
   * @param towers how a judge of whole sessions is trained to align with; empty to align with the
   *     mean of what is expected of their items
   * @param seed decides everything that is chance
   */
  Generation(
      World world,
      SemanticIds ids,
      TokenModels models,
      NextTokenTraining training,
      int width,
      int sessionItems,
      Alignment alignment,
      Models feedback,
      EnsembleConfig ensemble,
      Optional<TowerTraining> towers,
      long seed) {
    this.world = world;
    this.ids = ids;
    this.models = models;
    this.training = training;
    this.width = width;
    this.sessionItems = sessionItems;
    this.alignment = alignment;
    this.feedback = feedback;
    this.ensemble = ensemble;
    this.towers = towers;
    this.seed = seed;
  }

  /**
   * What is trained on, and what is held out.
   *
   * @return the simulated log
   */
  public InteractionLog log() {
    return world.experiment().log();
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
    TextTable table = new TextTable(ImmutableList.of("", "recall@10", "NDCG@10", "cold recall@10"));
    put(summary, table, "popularity", Popularity.of(world.experiment().split().train()));
    List<Measured> curve;
    try (TrainingStages stages = TrainingStages.in(out, settings)) {
      Map<String, SemanticIds> others = new LinkedHashMap<>();
      others.put("atomic", Catalogs.atomic(ids.items()));
      others.put("random_ids", Catalogs.shuffled(ids, seed));
      for (Map.Entry<String, SemanticIds> other : others.entrySet()) {
        ItemTokens writing = models.writing(other.getValue());
        try (Policy policy = trained(other.getKey(), writing, stages)) {
          put(summary, table, other.getKey(), scorer(policy, writing));
          put(summary, table, other.getKey() + RESERVING, reserving(policy, writing));
        }
      }
      ItemTokens writing = models.writing(ids);
      try (Policy policy = trained(SEMANTIC, writing, stages)) {
        put(summary, table, SEMANTIC, scorer(policy, writing));
        double cold = put(summary, table, SEMANTIC + RESERVING, reserving(policy, writing));
        summary.put("cold", "recall@10", cold);
        legality(summary, policy, writing);
        curve = aligned(policy, writing, stages);
        put(summary, table, "aligned", scorer(policy, writing));
      }
      stages.draw(out);
    }
    put(summary, SEMANTIC, curve.get(0));
    put(summary, "aligned", curve.get(curve.size() - 1));
    draw(out, curve);
    summary.write(out.resolve("summary.json"));
    report(out, terminal, table, curve, summary);
  }

  private Policy trained(String name, ItemTokens writing, TrainingStages stages) {
    Policy policy = models.random(writing, sessionItems, seed);
    try {
      training.run(Stage.of(name, seed), policy, writing, world.experiment(), stages);
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  private ItemScorer reserving(Policy policy, ItemTokens writing) {
    return scorer(policy, writing).withNewItems(world.cold(), RESERVED, Experiment.CUTOFF);
  }

  private GenerativeScorer scorer(Policy policy, ItemTokens writing) {
    return GenerativeScorer.of(policy, writing, width, models.maxItems(), SeenItems.EXCLUDED);
  }

  /** Measures a recommender; returns the recall of cold items. */
  private double put(Summary summary, TextTable table, String name, ItemScorer scorer) {
    Experiment experiment = world.experiment();
    RankingResult warm = experiment.test().evaluate(scorer);
    double cold =
        RankingEvaluation.of(world.coldTargets(), experiment.split().train(), experiment.ranking())
            .evaluate(scorer)
            .mean(HIT, TargetGroup.ALL);
    double hit = warm.mean(HIT, TargetGroup.ALL);
    double ndcg = warm.mean(NDCG, TargetGroup.ALL);
    LOG.info("{}: recall@10 {}, of cold items {}", name, hit, cold);
    summary.put(name, "recall@10", hit);
    summary.put(name, "ndcg@10", ndcg);
    summary.put(name, "cold.recall@10", cold);
    table.add(
        ImmutableList.of(
            name, TextTable.number(hit), TextTable.number(ndcg), TextTable.number(cold)));
    return cold;
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
    return Sessions.of(writing, sessionItems, models.maxItems(), width);
  }

  /** What sessions of users come to who were not aligned on, after so many iterations. */
  private record Measured(double reward, double judged, double satisfaction) {}

  private List<Measured> aligned(Policy policy, ItemTokens writing, TrainingStages stages) {
    Experiment experiment = world.experiment();
    List<Query> histories =
        experiment.split().validation().stream()
            .filter(target -> target.user() % HELD_OUT_EVERY != 0)
            .map(Target::query)
            .collect(toImmutableList());
    Set<Integer> once = new HashSet<>();
    List<Query> heldOut =
        experiment.split().test().stream()
            .filter(target -> target.user() % HELD_OUT_EVERY == 0 && once.add(target.user()))
            .map(Target::query)
            .collect(toImmutableList());
    SessionJudge judged;
    try (RewardEnsemble judge = rewards("judge", stages)) {
      judged = SessionRewards.of(judge.scorer(), heldOut, experiment);
    }
    Aligning aligning = new Aligning(policy, writing, histories, heldOut, judged);
    if (towers.isPresent()) {
      TowerTraining how = towers.get();
      try (SessionTowers reward = how.train(experiment, world.content(), seed, stages)) {
        return aligning.by(
            how.judge(reward, histories, world.content()),
            how.judge(reward, heldOut, world.content()),
            stages);
      }
    }
    try (RewardEnsemble reward = rewards("reward", stages)) {
      return aligning.by(
          SessionRewards.of(reward.scorer(), histories, experiment),
          SessionRewards.of(reward.scorer(), heldOut, experiment),
          stages);
    }
  }

  /** The alignment of a policy on some histories, measured on others. */
  private final class Aligning {
    private final Policy policy;
    private final ItemTokens writing;
    private final List<Query> histories;
    private final List<Query> heldOut;
    private final SessionJudge judged;

    Aligning(
        Policy policy,
        ItemTokens writing,
        List<Query> histories,
        List<Query> heldOut,
        SessionJudge judged) {
      this.policy = policy;
      this.writing = writing;
      this.histories = histories;
      this.heldOut = heldOut;
      this.judged = judged;
    }

    List<Measured> by(SessionJudge ofHistories, SessionJudge ofHeldOut, TrainingStages stages) {
      Sessions sessions = sessions(writing);
      UpdateSource<SequenceBatch> logged = writing.write(training.sequences(world.experiment()));
      ImmutableList.Builder<Measured> curve = ImmutableList.builder();
      curve.add(measured(policy, sessions, heldOut, ofHeldOut, judged));
      for (int iteration = 0; iteration < alignment.iterations(); iteration++) {
        alignment.iterate(
            policy, sessions, histories, ofHistories, logged, iteration, seed, stages);
        curve.add(measured(policy, sessions, heldOut, ofHeldOut, judged));
      }
      return curve.build();
    }
  }

  private RewardEnsemble rewards(String name, TrainingStages stages) {
    return RewardEnsemble.train(name, world.experiment(), feedback, ensemble, seed, stages);
  }

  private Measured measured(
      Policy policy,
      Sessions sessions,
      List<Query> queries,
      SessionJudge rewards,
      SessionJudge judged) {
    List<Beam> best = sessions.best(policy, queries);
    double reward = 0;
    double judge = 0;
    double satisfaction = 0;
    for (int i = 0; i < best.size(); i++) {
      Query query = queries.get(i);
      reward += rewards.of(i, best.get(i).sequences());
      judge += judged.of(i, best.get(i).sequences());
      satisfaction +=
          best.get(i).sequences().stream()
              .mapToDouble(item -> world.simulator().satisfaction(query.user(), item, query.time()))
              .average()
              .orElseThrow();
    }
    return new Measured(reward / best.size(), judge / best.size(), satisfaction / best.size());
  }

  private static void put(Summary summary, String name, Measured measured) {
    summary.put(name, "reward", measured.reward());
    summary.put(name, "judged", measured.judged());
    summary.put(name, "satisfaction", measured.satisfaction());
  }

  private static void draw(Path out, List<Measured> curve) {
    List<Point> reward = new ArrayList<>();
    List<Point> judged = new ArrayList<>();
    List<Point> satisfaction = new ArrayList<>();
    for (int i = 0; i < curve.size(); i++) {
      reward.add(new Point(i, curve.get(i).reward()));
      judged.add(new Point(i, curve.get(i).judged()));
      satisfaction.add(new Point(i, curve.get(i).satisfaction()));
    }
    Map<String, List<Point>> series = new LinkedHashMap<>();
    series.put("reward that is optimized", reward);
    series.put("reward of other models", judged);
    series.put("true satisfaction", satisfaction);
    Charts.lines(
        out.resolve("alignment.png"),
        new Axes("Sessions of users who were not aligned on", "iterations", "mean over items"),
        series);
  }

  private void report(
      Path out, PrintWriter terminal, TextTable table, List<Measured> curve, Summary summary) {
    terminal.println();
    terminal.println(world.description());
    terminal.println("Semantic ids: " + ids);
    terminal.println();
    terminal.print(table);
    terminal.println();
    TextTable iterations =
        new TextTable(ImmutableList.of("iteration", "reward", "judged", "true satisfaction"));
    for (int i = 0; i < curve.size(); i++) {
      iterations.add(
          ImmutableList.of(
              Integer.toString(i),
              TextTable.number(curve.get(i).reward()),
              TextTable.number(curve.get(i).judged()),
              TextTable.number(curve.get(i).satisfaction())));
    }
    terminal.print(iterations);
    terminal.println();
    terminal.println(
        "Legal: "
            + TextTable.number(summary.figures().getOrDefault("legality", Double.NaN))
            + " of sessions, and "
            + TextTable.number(summary.figures().getOrDefault("unconstrained.legality", Double.NaN))
            + " without the constraint");
    terminal.println(
        "Written to " + out + ": summary.json, metrics.jsonl, alignment.png and curves");
    terminal.flush();
  }
}
