package org.temper.algorithms.items;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.algorithms.policygradient.Divergence;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.ItemPolicy;

/** All groups of an iteration, with the reference's log-probabilities and their advantages. */
final class ItemGroups {
  private final List<Prepared> parts;
  private final ItemGroupMetrics.Groups figures;

  private ItemGroups(List<Prepared> parts, ItemGroupMetrics.Groups figures) {
    this.parts = parts;
    this.figures = figures;
  }

  /**
   * A micro-batch.
   *
   * @param batch what was drawn
   * @param reference the reference's log-probabilities, row-major [B, T, G]
   * @param advantages row-major [B, T, G]; 0 where no token is scored
   */
  @SuppressWarnings("ArrayRecordComponent") // large, never compared
  record Prepared(ItemGroupBatch batch, float[] reference, float[] advantages) {}

  static ItemGroups of(List<ItemGroupBatch> batches, ItemPolicy reference, ItemGroupConfig config) {
    checkArgument(!batches.isEmpty(), "microBatches: expected at least one, got none");
    int size = batches.get(0).candidates().count();
    int places = 0;
    for (ItemGroupBatch batch : batches) {
      checkArgument(
          batch.candidates().count() == size,
          "microBatches: expected %s items in each place, got %s",
          size,
          batch.candidates().count());
      places += batch.places();
    }
    checkArgument(places > 0, "microBatches: expected at least one group, got none");
    float[] rewards = new float[places * size];
    float[] values = new float[places];
    List<float[]> references = new ArrayList<>();
    Optional<Divergence> penalty = Divergence.of(config.klPenalty(), KlPenalty.Placement.REWARD);
    Sums sums = new Sums();
    int next = 0;
    for (ItemGroupBatch batch : batches) {
      float[] ofReference = batch.places() == 0 ? new float[0] : logProbs(reference, batch);
      references.add(ofReference);
      float[] penalties = penalties(penalty, batch, ofReference);
      for (int place : batch.scored()) {
        values[next / size] = batch.values()[place];
        sums.startGroup(batch.rewards()[place * size]);
        for (int i = place * size; i < (place + 1) * size; i++) {
          float kl = batch.oldLogProbs()[i] - ofReference[i];
          rewards[next++] = batch.rewards()[i] - penalties[i];
          sums.add(batch.rewards()[i], kl, -batch.oldLogProbs()[i]);
        }
        sums.endGroup();
      }
    }
    float[] advantages = advantages(config.baseline(), rewards, values, size);
    List<Prepared> parts = new ArrayList<>();
    next = 0;
    for (int index = 0; index < batches.size(); index++) {
      ItemGroupBatch batch = batches.get(index);
      float[] placed = new float[batch.rewards().length];
      for (int place : batch.scored()) {
        System.arraycopy(advantages, next, placed, place * size, size);
        next += size;
      }
      parts.add(new Prepared(batch, references.get(index), placed));
    }
    return new ItemGroups(List.copyOf(parts), sums.figures());
  }

  private static float[] logProbs(ItemPolicy reference, ItemGroupBatch batch) {
    try (CandidateScores scores =
        reference.evaluateCandidates(batch.histories(), batch.candidates())) {
      return scores.logProbs().toFloatArray();
    }
  }

  /** What is taken off the rewards; 0 where nothing is. */
  private static float[] penalties(
      Optional<Divergence> penalty, ItemGroupBatch batch, float[] ofReference) {
    if (penalty.isEmpty() || batch.places() == 0) {
      return new float[batch.rewards().length];
    }
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray old = manager.create(batch.oldLogProbs());
      return penalty.get().of(old, manager.create(ofReference)).toFloatArray();
    }
  }

  private static float[] advantages(
      ItemBaseline baseline, float[] rewards, float[] values, int size) {
    // On the host: they come from it and go into each pass anew.
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray grouped = manager.create(rewards, new Shape(values.length, size));
      return baseline.advantages(grouped, manager.create(values)).toFloatArray();
    }
  }

  /** The micro-batches that have a group, dealt to optimizer updates in order. */
  List<List<Prepared>> minibatches(int count) {
    List<Prepared> all = parts.stream().filter(part -> part.batch().places() > 0).toList();
    int updates = Math.min(count, all.size());
    List<List<Prepared>> minibatches = new ArrayList<>();
    for (int i = 0; i < updates; i++) {
      minibatches.add(all.subList(i * all.size() / updates, (i + 1) * all.size() / updates));
    }
    return minibatches;
  }

  ItemGroupMetrics.Groups figures() {
    return figures;
  }

  /** Tells the controller how far the policy has gone; gives the coefficient that was used. */
  OptionalDouble control(Optional<KlPenalty> penalty) {
    int items = Math.toIntExact(figures.places() * parts.get(0).batch().candidates().count());
    return penalty.stream().mapToDouble(chosen -> chosen.control(figures.kl(), items)).findFirst();
  }

  /** Adds up what is told of the groups. */
  private static final class Sums {
    private double reward;
    private double kl;
    private double surprise;
    private long items;
    private long groups;
    private long flat;
    private float first;
    private boolean differs;

    void startGroup(float reward) {
      first = reward;
      differs = false;
    }

    void add(float itemReward, float itemKl, float itemSurprise) {
      reward += itemReward;
      kl += itemKl;
      surprise += itemSurprise;
      differs |= itemReward != first;
      items++;
    }

    void endGroup() {
      groups++;
      flat += differs ? 0 : 1;
    }

    ItemGroupMetrics.Groups figures() {
      return new ItemGroupMetrics.Groups(
          reward / items, kl / items, surprise / items, (double) flat / groups, groups);
    }
  }
}
