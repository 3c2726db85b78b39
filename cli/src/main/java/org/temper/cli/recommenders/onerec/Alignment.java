package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.algorithms.preference.AlignmentTrainer;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.updates.UpdateSource;
import org.temper.cli.recommenders.onerec.SessionJudge.Recommended;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.interactions.Query;
import org.temper.models.optimizer.AdamW;

/**
 * Iterative preference alignment: in each iteration a snapshot of the policy draws sessions for
 * some histories, the best and the worst of each by the reward become a pair, and the policy is
 * trained on the pairs, against the snapshot, and on the log beside them.
 *
 * @param iterations how many, at least 0
 * @param queries histories of an iteration
 * @param groupSize sessions that are drawn for each
 * @param batchSize pairs of an update
 * @param beta of DPO
 * @param nextTokenWeight of the loss of the log
 * @param optimizer settings of AdamW's
 */
record Alignment(
    int iterations,
    int queries,
    int groupSize,
    int batchSize,
    double beta,
    double nextTokenWeight,
    OptimizerSettings optimizer) {
  static final String STAGE = "alignment";

  Alignment {
    checkArgument(iterations >= 0, "--iterations: expected at least 0, got %s", iterations);
    checkArgument(
        groupSize >= 2, "--group-size: expected at least 2, to compare, got %s", groupSize);
  }

  /** A session with its reward. */
  private record Rewarded(Trajectory session, double reward) {}

  /**
   * One iteration; leaves the policy as it is after it.
   *
   * @param policy what is trained
   * @param sessions how sessions are drawn
   * @param histories what they may be drawn for
   * @param rewards of sessions after each of the histories
   * @param logged the log, written
   * @param iteration its number, from 0
   * @param seed decides everything that is chance
   * @param stages where it writes
   */
  void iterate(
      Policy policy,
      Sessions sessions,
      List<Query> histories,
      SessionJudge rewards,
      UpdateSource<SequenceBatch> logged,
      int iteration,
      long seed,
      TrainingStages stages) {
    long own = Seeds.derive(seed, STAGE, iteration);
    int[] chosen =
        IntStream.of(Seeds.permutation(histories.size(), own, "aligned-histories"))
            .limit(queries)
            .toArray();
    List<PreferenceBatch> batches;
    try (Policy snapshot = policy.frozenCopy()) {
      List<List<Trajectory>> drawn =
          sessions.drawn(
              snapshot, IntStream.of(chosen).mapToObj(histories::get).toList(), groupSize, own);
      List<Pair> pairs = pairs(sessions, drawn, rewards, chosen);
      checkArgument(
          !pairs.isEmpty(),
          "--group-size: expected sessions of different rewards to be drawn, got none with %s",
          groupSize);
      batches =
          PreferenceTrainer.precompute(
              snapshot,
              Lists.partition(pairs, batchSize).stream().map(PreferenceBatch::of).toList());
    }
    try (Optimizer adamW = AdamW.of(policy.parameters(), optimizer.config())) {
      AlignmentTrainer trainer =
          new AlignmentTrainer(policy, adamW, PreferenceObjective.dpo(beta), nextTokenWeight);
      Stage stage = Stage.of(STAGE, seed).with(iteration + 1);
      int perIteration = (queries + batchSize - 1) / batchSize;
      stages.train(
          stage,
          trainer.state(),
          TrainingRun.of(
              trainer,
              new AlignmentUpdates(batches, logged, (long) iteration * perIteration),
              stages.config(stage, RunLength.ofUpdates(batches.size()), seed)));
    }
  }

  /** Of each history the best and the worst session, where they are not worth the same. */
  private List<Pair> pairs(
      Sessions sessions, List<List<Trajectory>> drawn, SessionJudge rewards, int[] histories) {
    List<Recommended> recommended = new ArrayList<>();
    for (int i = 0; i < histories.length; i++) {
      for (Trajectory session : drawn.get(i)) {
        recommended.add(
            new Recommended(histories[i], sessions.trie().sequences(session.completion())));
      }
    }
    double[] found = rewards.of(recommended);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < histories.length; i++) {
      int first = i * groupSize;
      List<Trajectory> own = drawn.get(i);
      List<Rewarded> rewarded =
          IntStream.range(0, groupSize)
              .mapToObj(j -> new Rewarded(own.get(j), found[first + j]))
              .sorted(Comparator.comparingDouble(Rewarded::reward))
              .toList();
      Rewarded worst = rewarded.get(0);
      Rewarded best = rewarded.get(groupSize - 1);
      if (best.reward() > worst.reward()) {
        pairs.add(new Pair(sequence(best.session()), sequence(worst.session())));
      }
    }
    return pairs;
  }

  private static TokenSequence sequence(Trajectory session) {
    return TokenSequence.of(
        session.segments().get(0).tokens().toArray(), session.completion().toArray());
  }
}
