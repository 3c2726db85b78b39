package org.temper.cli.recommenders.onerec;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.semantic.Embeddings;
import org.temper.api.updates.UpdateSource;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.onerec.AlignmentCurve.Measured;
import org.temper.cli.recommenders.onerec.SessionJudge.Recommended;
import org.temper.cli.recommenders.training.RewardEnsemble;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.models.onerec.SessionTowers;
import org.temper.samplers.constraints.Beam;

/**
 * Alignment of a policy with rewards learned from a log, on some users' histories and measured on
 * others', by those rewards, by other reward models, and by the truth where the log is simulated.
 *
 * @param world what is trained and measured on
 * @param alignment what an iteration is
 * @param feedback makes reward models
 * @param ensemble how these are trained
 * @param towers how a judge of whole sessions is trained to align with; empty to align with the
 *     mean of what is expected of their items
 * @param training whose sequences are trained on beside the pairs
 * @param seed decides everything that is chance
 */
record SessionAlignment(
    World world,
    Alignment alignment,
    Models feedback,
    EnsembleConfig ensemble,
    Optional<TowerTraining> towers,
    NextTokenTraining training,
    long seed) {

  /** One user in so many has sessions measured, and is not aligned on. */
  private static final int HELD_OUT_EVERY = 5;

  /** Trains reward models, and then the policy. */
  AlignmentCurve run(Policy policy, ItemTokens writing, Sessions sessions, TrainingStages stages) {
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
    UpdateSource<SequenceBatch> logged = writing.write(training.sequences(experiment));
    try (RewardEnsemble judge = rewards("judge", stages)) {
      Aligning aligning =
          new Aligning(
              policy,
              sessions,
              histories,
              heldOut,
              judged(judge.scorer(), heldOut),
              logged,
              stages);
      if (towers.isPresent()) {
        TowerTraining judging = towers.get();
        Embeddings content = world.content().orElseThrow();
        try (SessionTowers reward = judging.train(experiment, content, seed, stages)) {
          return by(
              aligning,
              judging.judge(reward, histories, content),
              judging.judge(reward, heldOut, content));
        }
      }
      try (RewardEnsemble reward = rewards("reward", stages)) {
        return by(aligning, judged(reward.scorer(), histories), judged(reward.scorer(), heldOut));
      }
    }
  }

  private RewardEnsemble rewards(String name, TrainingStages stages) {
    return RewardEnsemble.train(name, world.experiment(), feedback, ensemble, seed, stages);
  }

  private SessionJudge judged(ItemScorer model, List<Query> queries) {
    Experiment experiment = world.experiment();
    return new SessionRewards(model, queries, experiment.items(), experiment.ranking().batchSize());
  }

  /** What is aligned, and on what. */
  private record Aligning(
      Policy policy,
      Sessions sessions,
      List<Query> histories,
      List<Query> heldOut,
      SessionJudge judged,
      UpdateSource<SequenceBatch> logged,
      TrainingStages stages) {}

  private AlignmentCurve by(Aligning of, SessionJudge ofHistories, SessionJudge ofHeldOut) {
    ImmutableList.Builder<Measured> measured = ImmutableList.builder();
    measured.add(measured(of, ofHeldOut));
    for (int iteration = 0; iteration < alignment.iterations(); iteration++) {
      alignment.iterate(
          of.policy(),
          of.sessions(),
          of.histories(),
          ofHistories,
          of.logged(),
          iteration,
          seed,
          of.stages());
      measured.add(measured(of, ofHeldOut));
    }
    return new AlignmentCurve(measured.build());
  }

  private Measured measured(Aligning of, SessionJudge rewards) {
    List<Beam> best = of.sessions().best(of.policy(), of.heldOut());
    List<Recommended> sessions =
        IntStream.range(0, best.size())
            .mapToObj(i -> new Recommended(i, best.get(i).sequences()))
            .toList();
    return new Measured(
        mean(rewards.of(sessions)), mean(of.judged().of(sessions)), satisfaction(of, sessions));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** What users truly think of sessions, where the log is simulated. */
  private OptionalDouble satisfaction(Aligning of, List<Recommended> sessions) {
    return world.experiment().simulator().stream()
        .flatMapToDouble(
            truth ->
                sessions.stream()
                    .mapToDouble(
                        session -> satisfaction(truth, of.heldOut().get(session.query()), session)))
        .average();
  }

  private static double satisfaction(InteractionSimulator truth, Query query, Recommended session) {
    return session.items().stream()
        .mapToDouble(item -> truth.satisfaction(query.user(), item, query.time()))
        .average()
        .orElseThrow();
  }
}
