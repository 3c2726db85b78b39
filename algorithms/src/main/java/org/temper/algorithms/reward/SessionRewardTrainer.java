package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.items.LabeledSessions;
import org.temper.api.items.SessionRewardModel;
import org.temper.api.items.SessionRewardModel.SessionScores;
import org.temper.losses.Reductions;
import org.temper.losses.RewardLosses;

/**
 * A trainer of judges of sessions: by the cross-entropy of each target, and that of the learned
 * score with all targets' outcomes, summed over a session's targets; mean over all sessions of the
 * update, however they are split into micro-batches.
 *
 * <pre>L = Σ_j CE(y_j, σ(z_j)) + CE(y_j, σ(z))</pre>
 *
 * <p>Source: Deng et al. 2025, "OneRec: Unifying Retrieve and Rank with Generative Recommender and
 * Iterative Preference Alignment", section 3.3, <a
 * href="https://arxiv.org/abs/2502.18965">arXiv:2502.18965</a>; for the learned score Zhou et al.
 * 2025, "OneRec Technical Report", <a href="https://arxiv.org/abs/2506.13695">arXiv:2506.13695</a>.
 */
public final class SessionRewardTrainer implements Trainer<LabeledSessions> {
  private final SessionRewardModel model;
  private final Updater updater;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param model what is trained
   * @param optimizer updates the model's parameters, or some of them
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public SessionRewardTrainer(SessionRewardModel model, Optimizer optimizer) {
    this.model = model;
    this.updater = Updater.of("model", model.parameters(), optimizer, SessionRewardMetrics.ALL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, or outcomes are not of the model's
   *     targets
   */
  @Override
  public Metrics update(List<LabeledSessions> microBatches) {
    int sessions = sessions("microBatches", microBatches);
    return updater.update(
        updater.tally(),
        microBatches,
        batch -> model.score(batch.sessions()),
        (scored, batch, tally) -> share(scored, batch, sessions, tally));
  }

  /**
   * Predicts what came of held-out sessions; changes nothing.
   *
   * @param batches the sessions
   * @return means over all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public Metrics evaluate(List<LabeledSessions> batches) {
    int sessions = sessions("batches", batches);
    return updater.evaluate(
        batches,
        batch -> model.evaluate(batch.sessions()),
        (given, batch, tally) -> share(given, batch, sessions, tally));
  }

  private int sessions(String argument, List<LabeledSessions> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    for (LabeledSessions batch : batches) {
      checkArgument(
          batch.outcomes().get(0).length() == model.targets().size(),
          "%s: expected outcomes of %s, got %s of each session",
          argument,
          model.targets(),
          batch.outcomes().get(0).length());
    }
    return batches.stream().mapToInt(batch -> batch.sessions().size()).sum();
  }

  private static NDArray share(
      SessionScores scores, LabeledSessions batch, int sessions, MetricTally tally) {
    NDArray logits = scores.logits();
    float[] outcomes = new float[Math.toIntExact(logits.size())];
    int next = 0;
    for (ImmutableDoubleArray outcome : batch.outcomes()) {
      for (int j = 0; j < outcome.length(); j++) {
        outcomes[next++] = (float) outcome.get(j);
      }
    }
    Shape shape = logits.getShape();
    NDArray labels = scores.manager().create(outcomes, shape);
    tally.add(SessionRewardMetrics.MEAN_LABEL, outcomes);
    tally.add(SessionRewardMetrics.MEAN_PREDICTION, probabilities(logits.toFloatArray()));
    NDArray any = scores.preferences().reshape(-1, 1).broadcast(shape);
    NDArray ofAny = RewardLosses.logistic(any, labels).sum(new int[] {1});
    tally.add(SessionRewardMetrics.PREFERENCE_LOSS, ofAny.toFloatArray());
    return Reductions.mean(
        RewardLosses.logistic(logits, labels).sum(new int[] {1}).add(ofAny), sessions);
  }

  private static float[] probabilities(float[] logits) {
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    return probabilities;
  }

  @Override
  public TrainerDescription description() {
    return updater.description(ImmutableMap.of("algorithm", "session_rewards"));
  }
}
