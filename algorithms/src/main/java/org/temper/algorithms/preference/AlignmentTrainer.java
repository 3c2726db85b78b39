package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.preference.AlignmentPart.Logged;
import org.temper.algorithms.preference.AlignmentPart.Pairs;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Differentiable;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.losses.Reductions;
import org.temper.losses.SupervisedLosses;
import org.temper.losses.arrays.Scalars;

/**
 * Preference alignment beside next-token prediction: what was preferred among the policy's own
 * completions is raised, while the policy is kept to what was logged.
 *
 * <pre>loss = (1 / P) · Σ objective(pair) − weight · (1 / N) · Σ log π(logged token)</pre>
 *
 * <p>over the P pairs and the N scored logged tokens of an update. It is a step of iterative
 * preference alignment: the caller samples with a snapshot of the policy, takes the best and the
 * worst of each prompt by a reward model as a pair, scores the pairs with the snapshot ({@link
 * PreferenceTrainer#precompute}), trains, and begins anew.
 *
 * <p>Source: Deng et al. 2025, "OneRec: Unifying Retrieve and Rank with Generative Recommender and
 * Iterative Preference Alignment", algorithm 2, <a
 * href="https://arxiv.org/abs/2502.18965">arXiv:2502.18965</a>.
 */
public final class AlignmentTrainer implements Trainer<AlignmentPart> {
  private final Policy policy;
  private final TextPreferences preferences;
  private final PreferenceObjective objective;
  private final double nextTokenWeight;
  private final Updater updater;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param objective the loss of a pair, such as {@link PreferenceObjective#dpo}
   * @param nextTokenWeight what the loss of the logged tokens is multiplied by, at least 0
   * @throws IllegalArgumentException if the optimizer has no parameters, the objective looks at no
   *     reference, or the weight is out of its range
   */
  public AlignmentTrainer(
      Policy policy, Optimizer optimizer, PreferenceObjective objective, double nextTokenWeight) {
    checkArgument(
        objective.reference() == PreferenceObjective.Reference.NEEDED,
        "objective: expected one that looks at a reference, got %s",
        objective.settings());
    checkArgument(
        nextTokenWeight >= 0 && Double.isFinite(nextTokenWeight),
        "nextTokenWeight: expected a finite number of at least 0, got %s",
        nextTokenWeight);
    this.policy = policy;
    this.preferences = new TextPreferences(policy);
    this.objective = objective;
    this.nextTokenWeight = nextTokenWeight;
    this.updater = Updater.of("policy", policy.parameters(), optimizer, AlignmentMetrics.ALL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are no pairs among the micro-batches, pairs lack the
   *     snapshot's log-probabilities, or no logged token is scored where their weight is above 0
   */
  @Override
  public Metrics update(List<AlignmentPart> microBatches) {
    List<PreferenceBatch> pairs =
        microBatches.stream()
            .filter(Pairs.class::isInstance)
            .map(part -> ((Pairs) part).batch())
            .toList();
    ReferenceChecks.checkWith("microBatches", pairs, PreferenceBatch::reference);
    long pairCount = preferences.count("microBatches", pairs);
    long tokenCount =
        microBatches.stream()
            .mapToLong(part -> part instanceof Logged logged ? logged.batch().scoredTokens() : 0)
            .sum();
    checkArgument(
        tokenCount > 0 || nextTokenWeight == 0,
        "microBatches: expected a scored token that was logged, got none; a nextTokenWeight of 0"
            + " does without");
    return updater.update(
        updater.tally(),
        microBatches.stream().filter(this::counts).toList(),
        this::score,
        (scores, part, tally) -> {
          if (scores instanceof ComparedScores compared && part instanceof Pairs those) {
            return pairShare(compared, those.batch(), pairCount, tally);
          }
          return loggedShare((TokenScores) scores, tokenCount, tally);
        });
  }

  private boolean counts(AlignmentPart part) {
    return part instanceof Pairs
        || (nextTokenWeight > 0 && ((Logged) part).batch().scoredTokens() > 0);
  }

  private Differentiable score(AlignmentPart part) {
    if (part instanceof Pairs pairs) {
      return preferences.score(pairs.batch(), preferences.carried(pairs.batch()));
    }
    SequenceBatch logged = ((Logged) part).batch();
    return policy.score(logged);
  }

  private NDArray pairShare(
      ComparedScores scores, PreferenceBatch batch, long count, MetricTally tally) {
    ComparedLogProbs logProbs = scores.compared();
    preferences.tally(tally, batch, logProbs, objective.rewardScale());
    return Reductions.tokenMean(objective.losses(logProbs), scores.kept(), (double) count);
  }

  private NDArray loggedShare(TokenScores scores, long count, MetricTally tally) {
    NDArray loss =
        Reductions.tokenMean(
            SupervisedLosses.nll(scores.tokenLogProbs()), scores.completionMask(), (double) count);
    tally.add(AlignmentMetrics.NEXT_TOKEN_LOSS, (double) loss.getFloat());
    return Scalars.times(loss, nextTokenWeight);
  }

  @Override
  public TrainerDescription description() {
    Map<String, ?> settings = objective.settings();
    return updater.description(
        ImmutableMap.<String, Object>builder()
            .put("algorithm", "alignment")
            .put("next_token_weight", nextTokenWeight)
            .putAll(settings)
            .buildOrThrow());
  }
}
