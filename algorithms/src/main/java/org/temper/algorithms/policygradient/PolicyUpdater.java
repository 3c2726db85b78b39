package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.EpisodeTable.Part;
import org.temper.algorithms.policygradient.KlPenalty.Placement;
import org.temper.algorithms.policygradient.LossReduction.Normalizer;
import org.temper.algorithms.policygradient.OldPolicy.Source;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.GradientAccumulation.Outcome;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * An updater of a policy of tokens by its own episodes: what the trainers of reinforcement learning
 * have in common. It scores the episodes of an iteration with the old policy and the reference,
 * makes the optimizer updates, moves the coefficient of the penalty, and tallies the metrics. A
 * trainer is left with its advantages.
 *
 * <pre>loss = reduction over the policy's tokens of
 *          objective(π / π_old, advantages) + penalty(π, π_ref) − entropyCoefficient · entropy
 * </pre>
 */
public final class PolicyUpdater {
  private final Policy policy;
  private final Optional<Policy> reference;
  private final Optimizer optimizer;
  private final PolicySettings settings;
  private final long seed;
  private final ImmutableList<Metric> metrics;

  /** What is learned beside the policy from the same scores, such as values; by default nothing. */
  public interface Addition {

    /** Nothing. */
    Addition NONE = new Addition() {};

    /** What the policy is asked for beside its log-probabilities; entropies at least. */
    default Set<TokenOutput> outputs() {
      return EnumSet.of(TokenOutput.ENTROPY);
    }

    /**
     * What is added to the policy's loss.
     *
     * @param tokens the policy's tokens of the whole update
     */
    default Optional<NDArray> share(
        TokenScores scored, Part part, double tokens, MetricTally tally) {
      return Optional.empty();
    }

    /** An update beside the policy's, over the same parts; its loss, 0 where there is none. */
    default double update(List<Part> parts, MetricTally tally) {
      return 0;
    }
  }

  /**
   * An updater. It owns none of its parts.
   *
   * @param metrics what is told of an iteration, {@link PolicyMetrics#ALL} at least
   * @param seed decides the order of the minibatches
   * @throws IllegalArgumentException if the optimizer has no parameters, there is a penalty without
   *     a reference, or the reference is the policy itself or has another vocabulary
   */
  public PolicyUpdater(
      Policy policy,
      Optional<Policy> reference,
      Optimizer optimizer,
      PolicySettings settings,
      List<Metric> metrics,
      long seed) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    checkArgument(
        settings.klPenalty().isEmpty() || reference.isPresent(),
        "reference: expected a policy to be held to, got none beside a penalty");
    reference.ifPresent(frozen -> ReferenceChecks.checkOfTokens(policy, frozen));
    this.policy = policy;
    this.reference = reference;
    this.optimizer = optimizer;
    this.settings = settings;
    this.metrics = ImmutableList.copyOf(metrics);
    this.seed = seed;
  }

  /** An empty tally of an iteration. */
  public MetricTally tally() {
    return new MetricTally(metrics);
  }

  /**
   * Reads an iteration's episodes and scores them before the first update.
   *
   * @param microBatches the episodes
   * @param tally takes what they are like, and how far the old policy is from the one that sampled
   *     and from the reference
   * @return a table with what the old policy and the reference say of each token, importance
   *     weights, and penalties where they are taken off the rewards
   * @throws IllegalArgumentException if there is no batch
   */
  public EpisodeTable read(List<RolloutBatch> microBatches, MetricTally tally) {
    EpisodeTable recorded = EpisodeTable.of(microBatches);
    PolicyMetrics.addRollouts(tally, microBatches);
    if (recorded.rows().isEmpty()) {
      return recorded;
    }
    recorded.checkScorable(policy);
    settings.klPenalty().ifPresent(penalty -> penalty.check(recorded.rows().size()));
    EpisodeTable episodes =
        recorded.with(
            Column.OLD_LOG_PROBS,
            settings.oldPolicy().source() == Source.RECORDED
                ? recorded.column(Column.RECORDED_LOG_PROBS)
                : logProbs(policy, recorded));
    if (reference.isPresent()) {
      episodes = episodes.with(Column.REF_LOG_PROBS, logProbs(reference.get(), episodes));
    }
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      NDArray weights = settings.oldPolicy().weights(host, episodes, tally);
      if (reference.isPresent()) {
        PolicyMetrics.addDivergence(tally, host, episodes);
      }
      EpisodeTable weighted = episodes.with(Column.IMPORTANCE, weights);
      return KlPenalty.at(Placement.REWARD, settings.klPenalty())
          .map(penalty -> weighted.with(Column.PENALTIES, penalties(penalty, host, weighted)))
          .orElse(weighted);
    }
  }

  /** None on a row whose divergence is within rounding: advantages would blow it up. */
  private static NDArray penalties(KlPenalty penalty, NDManager host, EpisodeTable episodes) {
    NDArray old = episodes.array(host, Column.OLD_LOG_PROBS);
    NDArray reference = episodes.array(host, Column.REF_LOG_PROBS);
    NDArray told = Divergences.beyondRounding(old, reference, episodes.mask(host));
    return Masks.keep(penalty.of(old, reference), told.broadcast(old.getShape()));
  }

  private float[][] logProbs(Policy model, EpisodeTable episodes) {
    return SequenceParts.scores(
        episodes.sequences(),
        settings.minibatches().rowsAtOnce(),
        batch -> {
          try (TokenScores scores = model.evaluate(batch)) {
            return scores.tokenLogProbs().toFloatArray();
          }
        });
  }

  /**
   * Learns from an iteration.
   *
   * @param read as {@link #read} gave it
   * @param advantages of each row's tokens; importance weights are multiplied here
   * @param addition what is learned beside the policy
   * @param tally as {@link #read} left it
   * @return what the iteration tells of itself. Where a loss or a gradient norm is not finite the
   *     iteration ends there, and earlier updates of it have been made
   */
  public Metrics learn(
      EpisodeTable read, float[][] advantages, Addition addition, MetricTally tally) {
    EpisodeTable episodes = read.with(Column.ADVANTAGES, weighted(read, advantages));
    IterationUpdates updates =
        new IterationUpdates(settings.objective(), PolicyMetrics.UPDATE, tally);
    MinibatchConfig minibatches = settings.minibatches();
    long iteration = optimizer.updates();
    updates.make(
        minibatches.epochs(),
        minibatches.maxKl(),
        pass -> episodes.minibatches(minibatches, seed, iteration, pass),
        parts -> update(parts, addition, updates, tally));
    settings
        .klPenalty()
        .ifPresent(
            penalty -> {
              double kl = tally.metrics().get(PolicyMetrics.KL);
              tally.add(PolicyMetrics.KL_COEFFICIENT, penalty.control(kl, episodes.rows().size()));
            });
    return tally.metrics();
  }

  private static float[][] weighted(EpisodeTable episodes, float[][] advantages) {
    float[][] weights = episodes.column(Column.IMPORTANCE);
    float[][] weighted = new float[advantages.length][];
    for (int row = 0; row < weighted.length; row++) {
      weighted[row] = new float[advantages[row].length];
      for (int t = 0; t < weighted[row].length; t++) {
        weighted[row][t] = advantages[row][t] * weights[row][t];
      }
    }
    return weighted;
  }

  /** One optimizer update, over the parts of a minibatch. */
  private Outcome update(
      List<Part> parts, Addition addition, IterationUpdates updates, MetricTally tally) {
    double tokens = parts.stream().mapToLong(Part::tokens).sum();
    double rows = parts.stream().mapToInt(part -> part.indices().length).sum();
    Normalizer normalizer = new Normalizer(tokens, rows, parts.size());
    Outcome outcome =
        GradientAccumulation.update(
            optimizer,
            parts,
            part -> {
              try (ScoredBatch scored = policy.score(part.batch(), addition.outputs())) {
                NDArray ofPolicy = share(scored, part, normalizer, updates, tally);
                NDArray share =
                    addition.share(scored, part, tokens, tally).map(ofPolicy::add).orElse(ofPolicy);
                scored.backward(share);
                return share.getFloat();
              }
            });
    // A loss beside the policy's that is not a number has to stop the iteration too.
    return new Outcome(outcome.loss() + 0 * addition.update(parts, tally), outcome.step());
  }

  /** A part's share of the policy's loss. */
  private NDArray share(
      TokenScores scored,
      Part part,
      Normalizer normalizer,
      IterationUpdates updates,
      MetricTally tally) {
    NDManager manager = scored.manager();
    NDArray mask = scored.completionMask();
    NDArray logProbs = scored.tokenLogProbs();
    NDArray advantages = part.array(manager, Column.ADVANTAGES);
    NDArray old = part.array(manager, Column.OLD_LOG_PROBS);
    NDArray losses =
        settings.objective().losses(new PolicyLogProbs(logProbs, old), advantages, mask);
    Optional<KlPenalty> penalty = KlPenalty.at(Placement.LOSS, settings.klPenalty());
    if (penalty.isPresent()) {
      losses = losses.add(penalty.get().of(logProbs, part.array(manager, Column.REF_LOG_PROBS)));
    }
    if (settings.entropyCoefficient() != 0) {
      losses = losses.sub(Scalars.times(scored.entropies(), settings.entropyCoefficient()));
    }
    PolicyLogProbs fixed = new PolicyLogProbs(logProbs.stopGradient(), old);
    boolean[] own = updates.add(fixed, advantages, mask);
    tally.add(PolicyMetrics.ENTROPY, scored.entropies().toFloatArray(), own);
    return settings.reduction().reduce(losses, mask, normalizer);
  }

  /** What there is to tell of an iteration in which the policy produced no token. */
  public Metrics nothing(MetricTally tally) {
    PolicyMetrics.addNothing(tally, metrics, reference);
    settings
        .klPenalty()
        .ifPresent(
            penalty -> tally.add(PolicyMetrics.KL_COEFFICIENT, penalty.controller().coefficient()));
    return tally.metrics();
  }

  /**
   * Describes the trainer that holds this updater: its own settings, these, and the optimizer's.
   */
  public TrainerDescription description(Map<String, ?> own) {
    ImmutableMap.Builder<String, Object> all = ImmutableMap.builder();
    all.putAll(own).putAll(settings.identity()).put("seed", seed);
    return new TrainerDescription(
        KlPenalty.state(policy.parameters(), optimizer, settings.klPenalty()),
        metrics,
        Updater.identity(optimizer, all.buildOrThrow()));
  }
}
