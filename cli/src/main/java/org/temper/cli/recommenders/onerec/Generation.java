package org.temper.cli.recommenders.onerec;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Summary;
import org.temper.api.ContentHash;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.api.updates.UpdateSource;
import org.temper.cli.recommenders.comparison.ComparisonIdentity;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.onerec.AlignmentCurve.Measured;
import org.temper.cli.recommenders.training.RewardEnsemble;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
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
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.models.onerec.SessionTowers;
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

  /** One user in so many has sessions measured, and is not aligned on. */
  private static final int HELD_OUT_EVERY = 5;

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
  private final Optional<Alignment> alignment;
  private final Models feedback;
  private final EnsembleConfig ensemble;
  private final Optional<TowerTraining> towers;
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
   * @param feedback makes reward models
   * @param ensemble how these are trained
   * @param towers how a judge of whole sessions is trained to align with; empty to align with the
   *     mean of what is expected of their items
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
      Optional<Alignment> alignment,
      Models feedback,
      EnsembleConfig ensemble,
      Optional<TowerTraining> towers,
      long seed) {
    this.world = world;
    this.ids = ids;
    this.others = ImmutableMap.copyOf(others);
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
          curve = Optional.of(aligned(alignment.get(), policy, writing, stages));
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
      training.run(Stage.of(name, seed), policy, writing, world.experiment(), stages);
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  /** Measures a model, and what it recommends where cold items have positions of their own. */
  private OptionalDouble putBoth(
      Summary summary, TextTable table, String name, Policy policy, ItemTokens writing) {
    GenerativeScorer scorer = scorer(policy, writing);
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
        policy, writing, width, models.maxItems(), world.experiment().ranking().seen());
  }

  /** Measures a recommender; returns the recall of cold items where there are any. */
  private OptionalDouble put(Summary summary, TextTable table, String name, ItemScorer scorer) {
    Experiment experiment = world.experiment();
    RankingResult ranked = experiment.test().evaluate(scorer);
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
    return Sessions.of(writing, sessionItems, models.maxItems(), width);
  }

  private AlignmentCurve aligned(
      Alignment how, Policy policy, ItemTokens writing, TrainingStages stages) {
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
    Aligning aligning = new Aligning(how, policy, writing, histories, heldOut, judged);
    if (towers.isPresent()) {
      TowerTraining judging = towers.get();
      Embeddings content = world.content().orElseThrow();
      try (SessionTowers reward = judging.train(experiment, content, seed, stages)) {
        return aligning.by(
            judging.judge(reward, histories, content),
            judging.judge(reward, heldOut, content),
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
    private final Alignment how;
    private final Policy policy;
    private final ItemTokens writing;
    private final List<Query> histories;
    private final List<Query> heldOut;
    private final SessionJudge judged;

    Aligning(
        Alignment how,
        Policy policy,
        ItemTokens writing,
        List<Query> histories,
        List<Query> heldOut,
        SessionJudge judged) {
      this.how = how;
      this.policy = policy;
      this.writing = writing;
      this.histories = histories;
      this.heldOut = heldOut;
      this.judged = judged;
    }

    AlignmentCurve by(SessionJudge ofHistories, SessionJudge ofHeldOut, TrainingStages stages) {
      Sessions sessions = sessions(writing);
      UpdateSource<SequenceBatch> logged = writing.write(training.sequences(world.experiment()));
      ImmutableList.Builder<Measured> measured = ImmutableList.builder();
      measured.add(measured(policy, sessions, heldOut, ofHeldOut, judged));
      for (int iteration = 0; iteration < how.iterations(); iteration++) {
        how.iterate(policy, sessions, histories, ofHistories, logged, iteration, seed, stages);
        measured.add(measured(policy, sessions, heldOut, ofHeldOut, judged));
      }
      return new AlignmentCurve(measured.build());
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
    for (int i = 0; i < best.size(); i++) {
      reward += rewards.of(i, List.of(best.get(i).sequences()))[0];
      judge += judged.of(i, List.of(best.get(i).sequences()))[0];
    }
    return new Measured(reward / best.size(), judge / best.size(), satisfaction(queries, best));
  }

  /** What users truly think of sessions, where the log is simulated. */
  private OptionalDouble satisfaction(List<Query> queries, List<Beam> best) {
    return world.experiment().simulator().stream()
        .flatMapToDouble(
            truth ->
                IntStream.range(0, best.size())
                    .mapToDouble(i -> satisfaction(truth, queries.get(i), best.get(i))))
        .average();
  }

  private static double satisfaction(InteractionSimulator truth, Query query, Beam session) {
    return session.sequences().stream()
        .mapToDouble(item -> truth.satisfaction(query.user(), item, query.time()))
        .average()
        .orElseThrow();
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
