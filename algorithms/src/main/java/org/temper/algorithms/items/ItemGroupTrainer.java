package org.temper.algorithms.items;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.IterationUpdates;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.GradientAccumulation.Outcome;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.items.ItemPolicy;
import org.temper.api.items.ScoredCandidates;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.Reductions;

/**
 * Reinforcement learning of a recommender from a reward model: of the items that it drew at
 * positions of users' histories, those of more reward than others become likelier. All items of a
 * position are scored in one pass.
 *
 * <p>{@link #iterate} makes one iteration: the reference's log-probabilities and the advantages of
 * all groups are computed once, then {@code epochs} times {@code minibatches} optimizer updates are
 * made. An optimizer update's loss is the mean over the items of its positions, however they are
 * split into micro-batches; the order is that of the micro-batches, in every epoch.
 *
 * <p>The ratio of probabilities is between the policy as it is scored for training and as it drew:
 * train without dropout, or the ratio is between two samples of what was dropped.
 */
public final class ItemGroupTrainer implements IterationTrainer<ItemGroupBatch> {
  private final ItemPolicy policy;
  private final ItemPolicy reference;
  private final Optimizer optimizer;
  private final ItemGroupConfig config;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param policy what is trained
   * @param reference what it is held to, usually {@link ItemPolicy#frozenCopy} of the policy before
   *     training; only ever evaluated
   * @param optimizer updates the policy's parameters, or some of them
   * @param config how
   * @throws IllegalArgumentException if the reference is the policy itself or has another catalog,
   *     or the optimizer has no parameters
   */
  public ItemGroupTrainer(
      ItemPolicy policy, ItemPolicy reference, Optimizer optimizer, ItemGroupConfig config) {
    ReferenceChecks.checkOfItems(policy, reference);
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    this.policy = policy;
    this.reference = reference;
    this.optimizer = optimizer;
    this.config = config;
  }

  /**
   * Makes one iteration. Where an optimizer update's loss or gradient norm is not finite, that
   * update changes nothing, the iteration ends there, and the metrics say so; earlier updates of
   * the same iteration stay.
   *
   * @param microBatches the groups of the iteration, at least one
   * @return {@link ItemGroupMetrics}
   * @throws IllegalArgumentException if there is no micro-batch, no position in any of them has a
   *     group, or groups are not of one size; nothing is changed then
   */
  @Override
  public Metrics iterate(List<ItemGroupBatch> microBatches) {
    MetricTally tally = new MetricTally(ItemGroupMetrics.ALL);
    ItemGroups groups = ItemGroups.of(microBatches, reference, config, tally);
    int items = groups.positions() * groups.size();
    config.klPenalty().ifPresent(penalty -> penalty.check(items));
    IterationUpdates updates =
        new IterationUpdates(config.objective(), ItemGroupMetrics.UPDATE, tally);
    updates.make(
        config.epochs(),
        config.maxKl(),
        pass -> groups.minibatches(config.minibatches()),
        parts -> update(parts, updates));
    config
        .klPenalty()
        .ifPresent(
            penalty -> {
              double kl = tally.metrics().get(ItemGroupMetrics.KL);
              tally.add(ItemGroupMetrics.KL_COEFFICIENT, penalty.control(kl, items));
            });
    return tally.metrics();
  }

  private Outcome update(List<ItemGroups.Part> parts, IterationUpdates updates) {
    double items = parts.stream().mapToDouble(ItemGroups.Part::items).sum();
    return GradientAccumulation.update(
        optimizer,
        parts,
        part -> {
          ItemGroupBatch batch = part.batch();
          try (ScoredCandidates scored =
              policy.scoreCandidates(batch.histories(), batch.candidates())) {
            NDArray loss = share(scored, part, items, updates);
            scored.backward(loss);
            return loss.getFloat();
          }
        });
  }

  /** A micro-batch's share of the loss. */
  private NDArray share(
      ScoredCandidates scored, ItemGroups.Part part, double items, IterationUpdates updates) {
    NDManager manager = scored.manager();
    NDArray logProbs = scored.logProbs();
    NDArray old = manager.create(part.batch().oldLogProbs(), logProbs.getShape());
    NDArray advantages = manager.create(part.advantages(), logProbs.getShape());
    NDArray mask = scored.completionMask().expandDims(2).broadcast(logProbs.getShape());
    NDArray losses = config.objective().losses(new PolicyLogProbs(logProbs, old), advantages, mask);
    Optional<KlPenalty> penalty = KlPenalty.at(KlPenalty.Placement.LOSS, config.klPenalty());
    if (penalty.isPresent()) {
      NDArray fixed = manager.create(part.reference(), logProbs.getShape());
      losses = losses.add(penalty.get().of(logProbs, fixed));
    }
    updates.add(new PolicyLogProbs(logProbs.stopGradient(), old), advantages, mask);
    return Reductions.tokenMean(losses, mask, items);
  }

  @Override
  public TrainerDescription description() {
    return new TrainerDescription(
        KlPenalty.state(policy.parameters(), optimizer, config.klPenalty()),
        ItemGroupMetrics.ALL,
        Updater.identity(
            optimizer,
            ImmutableMap.<String, Object>builder()
                .put("algorithm", "item_groups")
                .putAll(config.identity())
                .buildOrThrow()));
  }
}
