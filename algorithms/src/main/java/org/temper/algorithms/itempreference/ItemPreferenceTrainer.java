package org.temper.algorithms.itempreference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.Stateful;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.ItemPolicy;
import org.temper.api.items.ScoredCandidates;
import org.temper.losses.PolicyChoices;
import org.temper.losses.Reductions;
import org.temper.losses.ReferenceChoices;

/**
 * Preference optimization of a recommender: in places of a user's history, raises the chosen item
 * above the rejected ones, held to a reference. The loss of a place is the {@link ItemObjective}'s;
 * the update's is the mean over all its places, however they are split into micro-batches.
 *
 * <p>The reference is a policy, or log-probabilities that the batches carry ({@link
 * ItemReference#precompute}); both or neither is an error.
 */
public final class ItemPreferenceTrainer implements Trainer<ItemPreferenceBatch> {
  private final ItemPolicy policy;
  private final Optional<ItemPolicy> reference;
  private final Optimizer optimizer;
  private final ItemObjective objective;

  private ItemPreferenceTrainer(
      ItemPolicy policy,
      Optional<ItemPolicy> reference,
      Optimizer optimizer,
      ItemObjective objective) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    this.policy = policy;
    this.reference = reference;
    this.optimizer = optimizer;
    this.objective = objective;
  }

  /**
   * A trainer with a reference policy. It owns none of its parts.
   *
   * @param policy what is trained
   * @param reference what it is held to, usually {@link ItemPolicy#frozenCopy} of the policy before
   *     training; only ever evaluated
   * @param optimizer updates the policy's parameters, or some of them
   * @param objective what is descended
   * @throws IllegalArgumentException if the reference is the policy itself or has another catalog,
   *     or the optimizer has no parameters
   */
  public ItemPreferenceTrainer(
      ItemPolicy policy, ItemPolicy reference, Optimizer optimizer, ItemObjective objective) {
    this(policy, Optional.of(reference), optimizer, objective);
    ReferenceChecks.checkOfItems(policy, reference);
  }

  /**
   * A trainer for batches that carry the reference's log-probabilities. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param objective what is descended
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public ItemPreferenceTrainer(ItemPolicy policy, Optimizer optimizer, ItemObjective objective) {
    this(policy, Optional.empty(), optimizer, objective);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, no place in any of them has a
   *     preference, or the reference is given twice or not at all
   */
  @Override
  public ItemPreferenceMetrics update(List<ItemPreferenceBatch> microBatches) {
    ItemPreferenceSums sums = check("microBatches", microBatches);
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer, microBatches, microBatch -> backward(microBatch, sums));
    return new ItemPreferenceMetrics(
        sums.scores(outcome.loss()), outcome.step().gradientNorm(), outcome.step().learningRate());
  }

  private double backward(ItemPreferenceBatch batch, ItemPreferenceSums sums) {
    if (batch.places() == 0) {
      return 0;
    }
    float[] ofReference = referenceOf(batch);
    try (ScoredCandidates scored = policy.scoreCandidates(batch.histories(), batch.candidates())) {
      NDArray loss = share(scored, batch, ofReference, sums);
      scored.backward(loss);
      return loss.getFloat();
    }
  }

  /**
   * Scores held-out preferences; changes nothing.
   *
   * @param batches the preferences
   * @return means over all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public ItemPreferenceScores evaluate(List<ItemPreferenceBatch> batches) {
    ItemPreferenceSums sums = check("batches", batches);
    double loss = 0;
    for (ItemPreferenceBatch batch : batches) {
      float[] ofReference = referenceOf(batch);
      try (CandidateScores scored =
          policy.evaluateCandidates(batch.histories(), batch.candidates())) {
        loss += share(scored, batch, ofReference, sums).getFloat();
      }
    }
    return sums.scores(loss);
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("policy", policy.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return ItemPreferenceMetrics.UNITS;
  }

  private ItemPreferenceSums check(String argument, List<ItemPreferenceBatch> batches) {
    ItemPreferenceSums sums = ItemPreferenceSums.of(argument, batches);
    if (reference.isPresent()) {
      ReferenceChecks.checkWithout(argument, batches, ItemPreferenceBatch::reference);
    } else {
      ReferenceChecks.checkWith(argument, batches, ItemPreferenceBatch::reference);
    }
    return sums;
  }

  private float[] referenceOf(ItemPreferenceBatch batch) {
    return reference
        .map(frozen -> ItemReference.logProbs(frozen, batch))
        .or(batch::reference)
        .orElseThrow();
  }

  /** This batch's share of the loss; its figures go into the sums. */
  private NDArray share(
      CandidateScores scored,
      ItemPreferenceBatch batch,
      float[] ofReference,
      ItemPreferenceSums sums) {
    NDManager manager = scored.manager();
    NDArray logProbs = scored.logProbs();
    sums.add(batch, logProbs.toFloatArray(), ofReference);
    int count = batch.candidates().count();
    Shape shape = new Shape(batch.rejected().length, count);
    NDArray ofPolicy = logProbs.reshape(shape);
    NDArray fixed = manager.create(ofReference, shape);
    NDArray mask = manager.create(batch.rejectedMask(), new Shape(shape.get(0), count - 1));
    NDArray losses =
        objective.losses(
            new PolicyChoices(chosen(ofPolicy), rejected(ofPolicy)),
            new ReferenceChoices(chosen(fixed), rejected(fixed)),
            mask);
    return Reductions.tokenMean(losses, scored.completionMask().flatten(), sums.places());
  }

  private static NDArray chosen(NDArray candidates) {
    return candidates.get(new NDIndex(":, 0"));
  }

  private static NDArray rejected(NDArray candidates) {
    return candidates.get(new NDIndex(":, 1:"));
  }
}
