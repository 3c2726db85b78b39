package org.temper.algorithms.items;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.policygradient.Divergence;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.PolicyState;
import org.temper.algorithms.policygradient.PolicyUpdates;
import org.temper.algorithms.policygradient.UpdateFigures;
import org.temper.algorithms.policygradient.UpdateSums;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.Stateful;
import org.temper.api.items.ItemPolicy;
import org.temper.api.items.ScoredCandidates;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.Reductions;

/**
 * Reinforcement learning of a recommender from a reward model: of the items that it drew in places
 * of users' histories, those of more reward than others become likelier. All items of a place are
 * scored in one pass.
 *
 * <p>{@link #update} makes one iteration: the reference's log-probabilities and the advantages of
 * all groups are computed once, then {@code epochs} times {@code minibatches} optimizer updates are
 * made. An optimizer update's loss is the mean over the items of its places, however they are split
 * into micro-batches; the order is that of the micro-batches, in every epoch.
 *
 * <p>The ratio of probabilities is between the policy as it is scored for training and as it drew:
 * train without dropout, or the ratio is between two samples of what was dropped.
 */
public final class ItemGroupTrainer implements Trainer<ItemGroupBatch> {
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
   * @return what the iteration tells of itself
   * @throws IllegalArgumentException if there is no micro-batch, no place in any of them has a
   *     group, or groups are not of one size; nothing is changed then
   */
  @Override
  public ItemGroupMetrics update(List<ItemGroupBatch> microBatches) {
    ItemGroups groups = ItemGroups.of(microBatches, reference, config);
    Optional<Divergence> divergence = Divergence.of(config.klPenalty(), KlPenalty.Placement.LOSS);
    UpdateSums sums = new UpdateSums();
    UpdateFigures updates =
        PolicyUpdates.run(
            config.epochs(),
            config.maxKl(),
            sums,
            epoch -> groups.minibatches(config.minibatches()),
            minibatch -> {
              double items = items(minibatch);
              return GradientAccumulation.update(
                  optimizer, minibatch, part -> backward(part, divergence, items, sums));
            });
    return new ItemGroupMetrics(
        updates.loss(),
        groups.figures(),
        groups.control(config.klPenalty()),
        new ItemGroupMetrics.Moves(
            updates.approximateKl(), updates.ratioMax(), updates.clipLow(), updates.clipHigh()),
        updates.gradientNorm(),
        updates.learningRate());
  }

  private static double items(List<ItemGroups.Prepared> minibatch) {
    return minibatch.stream()
        .mapToDouble(part -> (double) part.batch().places() * part.batch().candidates().count())
        .sum();
  }

  /** Adds a micro-batch's gradients; its share of the loss. */
  private double backward(
      ItemGroups.Prepared part, Optional<Divergence> divergence, double items, UpdateSums sums) {
    ItemGroupBatch batch = part.batch();
    try (ScoredCandidates scored = policy.scoreCandidates(batch.histories(), batch.candidates())) {
      NDManager manager = scored.manager();
      NDArray logProbs = scored.logProbs();
      NDArray old = manager.create(batch.oldLogProbs(), logProbs.getShape());
      NDArray advantages = manager.create(part.advantages(), logProbs.getShape());
      NDArray mask = scored.completionMask().expandDims(2).broadcast(logProbs.getShape());
      NDArray losses =
          config.objective().losses(new PolicyLogProbs(logProbs, old), advantages, mask);
      if (divergence.isPresent()) {
        NDArray fixed = manager.create(part.reference(), logProbs.getShape());
        losses = losses.add(divergence.get().of(logProbs, fixed));
      }
      NDArray loss = Reductions.tokenMean(losses, mask, items);
      sums.add(
          config.objective(), new PolicyLogProbs(logProbs.stopGradient(), old), advantages, mask);
      scored.backward(loss);
      return loss.getFloat();
    }
  }

  @Override
  public Map<String, Stateful> state() {
    return PolicyState.stateful(policy.parameters(), optimizer, config.klPenalty()).buildOrThrow();
  }

  @Override
  public Map<String, String> units() {
    return ItemGroupMetrics.UNITS;
  }
}
