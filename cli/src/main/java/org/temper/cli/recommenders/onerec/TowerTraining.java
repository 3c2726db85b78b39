package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.reward.SessionRewardMetrics;
import org.temper.algorithms.reward.SessionRewardTrainer;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.ContentHash;
import org.temper.api.Optimizer;
import org.temper.api.items.LabeledSessions;
import org.temper.api.items.ShownSession;
import org.temper.api.semantic.Embeddings;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.data.BatchConfig;
import org.temper.data.SampledUpdates;
import org.temper.interactions.Events;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.Query;
import org.temper.models.onerec.SessionTowers;
import org.temper.models.onerec.SessionTowersConfig;
import org.temper.models.optimizer.AdamW;

/**
 * Training of OneRec's judge of sessions on the sessions of a log: so many events of a user one
 * after another. It predicts which share of a session's items did better than the mean of all
 * rewards, and which by more than a deviation.
 *
 * @param items of a session
 * @param maxItems the last so many events are a user's state: the mean of their items' content, and
 *     that of content times reward
 * @param epochs most passes over the log's sessions; what predicts held-out ones best is kept
 * @param optimizer settings of AdamW's
 * @param fusion how what it expects becomes one reward
 * @param device where it computes
 */
record TowerTraining(
    int items,
    int maxItems,
    int epochs,
    OptimizerSettings optimizer,
    Fusion fusion,
    Device device) {

  /** A reward of all outcomes. */
  enum Fusion {
    SUM,
    LEARNED
  }

  private static final ImmutableList<String> TARGETS = ImmutableList.of("good", "very_good");

  /** Rewards above which an event counts for each target, in deviations. */
  private static final ImmutableDoubleArray ABOVE = ImmutableDoubleArray.of(0, 1);

  /** Each target is worth as much: a session's reward is a coarse sum of its items'. */
  private static final ImmutableDoubleArray WEIGHTS = ImmutableDoubleArray.of(1, 1);

  private static final int WIDTH = 32;
  private static final int BATCH = 64;
  private static final int EVALUATION_BATCH = 512;
  private static final int HELD_OUT_EVERY = 10;
  private static final String LOSS = "held_out.loss";

  /** A session of a log, and what came of it. */
  private record Logged(ShownSession shown, ImmutableDoubleArray outcomes) {}

  /**
   * Trains a judge.
   *
   * @param experiment the log
   * @param content of the items
   * @param seed decides the weights and the order
   * @param stages where it writes
   * @return the judge, to be closed by the caller
   */
  SessionTowers train(Experiment experiment, Embeddings content, long seed, TrainingStages stages) {
    List<Logged> training = new ArrayList<>();
    List<Logged> heldOut = new ArrayList<>();
    InteractionLog log = experiment.split().train();
    for (int user = 0; user < log.users().size(); user++) {
      (user % HELD_OUT_EVERY == 0 ? heldOut : training)
          .addAll(sessions(log.history(user), content));
    }
    checkArgument(
        !training.isEmpty() && !heldOut.isEmpty(),
        "--session: expected users with more than %s events, got none",
        items);
    SessionTowers towers =
        SessionTowers.random(
            new SessionTowersConfig(
                2 * content.width(), content.width(), content.rows(), WIDTH, TARGETS),
            vectors(content),
            seed,
            device);
    try {
      run(towers, training, heldOut, seed, stages);
      return towers;
    } catch (RuntimeException e) {
      towers.close();
      throw e;
    }
  }

  private void run(
      SessionTowers towers,
      List<Logged> training,
      List<Logged> heldOut,
      long seed,
      TrainingStages stages) {
    SampledUpdates<LabeledSessions> updates =
        new SampledUpdates<>(
            ImmutableIntArray.copyOf(Collections.nCopies(training.size(), items)),
            BatchConfig.of(Math.min(BATCH, training.size())),
            indices -> batch(indices.stream().mapToObj(training::get).toList()),
            index -> "session " + (index + 1),
            () -> contents(training));
    List<LabeledSessions> evaluated = new ArrayList<>();
    for (int from = 0; from < heldOut.size(); from += EVALUATION_BATCH) {
      evaluated.add(
          batch(heldOut.subList(from, Math.min(heldOut.size(), from + EVALUATION_BATCH))));
    }
    Stage stage = Stage.of("session-reward", seed);
    RunConfig config =
        stages
            .config(stage, RunLength.ofEpochs(epochs), seed)
            .withEvaluateEvery(updates.updatesPerEpoch())
            .withCheckpointEvery(updates.updatesPerEpoch())
            .withRetention(Retention.last(1).andBest(LOSS, Direction.MIN));
    try (Optimizer adamW = AdamW.of(towers.parameters(), optimizer.config())) {
      SessionRewardTrainer trainer = new SessionRewardTrainer(towers, adamW);
      stages.train(
          stage,
          trainer.state(),
          TrainingRun.of(trainer, updates, config)
              .withEvaluator(
                  () -> Map.of(LOSS, trainer.evaluate(evaluated).get(SessionRewardMetrics.LOSS))));
    }
  }

  /** What a judge says of sessions after some histories. */
  SessionJudge judge(SessionTowers towers, List<Query> queries, Embeddings content) {
    List<ImmutableDoubleArray> states =
        queries.stream().map(query -> state(query.history(), content)).toList();
    return sessions -> {
      List<ShownSession> shown =
          sessions.stream()
              .map(session -> new ShownSession(states.get(session.query()), session.items()))
              .toList();
      return switch (fusion) {
        case SUM -> towers.rewards(shown, WEIGHTS);
        case LEARNED -> towers.preferences(shown);
      };
    };
  }

  private List<Logged> sessions(Events history, Embeddings content) {
    ImmutableDoubleArray rewards = history.feedback(Experiment.REWARD);
    List<Logged> sessions = new ArrayList<>();
    // The first items tell who the user is.
    for (int from = items; from + items <= history.size(); from += items) {
      ImmutableDoubleArray.Builder outcomes = ImmutableDoubleArray.builder();
      for (double above : ABOVE.asList()) {
        outcomes.add(
            rewards.subArray(from, from + items).stream().filter(reward -> reward > above).count()
                / (double) items);
      }
      sessions.add(
          new Logged(
              new ShownSession(
                  state(history.slice(0, from), content),
                  history.items().subArray(from, from + items)),
              outcomes.build()));
    }
    return sessions;
  }

  private ImmutableDoubleArray state(Events history, Embeddings content) {
    Events recent = history.last(maxItems);
    ImmutableDoubleArray rewards = recent.feedback(Experiment.REWARD);
    int width = content.width();
    double[] state = new double[2 * width];
    for (int event = 0; event < recent.size(); event++) {
      int item = recent.items().get(event);
      float[] vector = content.rows(item, item + 1);
      double reward = Double.isNaN(rewards.get(event)) ? 0 : rewards.get(event);
      for (int i = 0; i < width; i++) {
        state[i] += vector[i] / recent.size();
        state[width + i] += reward * vector[i] / recent.size();
      }
    }
    return ImmutableDoubleArray.copyOf(state);
  }

  private static float[][] vectors(Embeddings content) {
    float[][] vectors = new float[content.rows()][];
    for (int item = 0; item < vectors.length; item++) {
      vectors[item] = content.rows(item, item + 1);
    }
    return vectors;
  }

  private static LabeledSessions batch(List<Logged> sessions) {
    return new LabeledSessions(
        sessions.stream().map(Logged::shown).toList(),
        sessions.stream().map(Logged::outcomes).toList());
  }

  private static String contents(List<Logged> sessions) {
    ContentHash hash = new ContentHash();
    for (Logged session : sessions) {
      session.shown().items().forEach(hash::add);
      session.shown().state().forEach(hash::add);
      session.outcomes().forEach(hash::add);
    }
    return hash.digits();
  }
}
