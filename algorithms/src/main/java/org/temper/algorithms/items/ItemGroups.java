package org.temper.algorithms.items;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.policygradient.Divergences;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.PenalizedRewards;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.ItemPolicy;
import org.temper.losses.arrays.Masks;

/**
 * All groups of an iteration, with the reference's log-probabilities and their advantages.
 *
 * @param parts the micro-batches
 * @param positions how many groups there are
 * @param size G, the items of each
 */
record ItemGroups(List<Part> parts, int positions, int size) {

  /**
   * A micro-batch.
   *
   * @param batch what was drawn
   * @param reference the reference's log-probabilities, row-major [B, T, G]
   * @param advantages row-major [B, T, G]; 0 where no token is scored
   */
  @SuppressWarnings("ArrayRecordComponent") // large, never compared
  record Part(ItemGroupBatch batch, float[] reference, float[] advantages) {

    /** How many items were drawn. */
    double items() {
      return (double) batch.positions() * batch.candidates().count();
    }
  }

  static ItemGroups of(
      List<ItemGroupBatch> batches,
      ItemPolicy reference,
      ItemGroupConfig config,
      MetricTally tally) {
    int size = size(batches);
    int positions = batches.stream().mapToInt(ItemGroupBatch::positions).sum();
    checkArgument(positions > 0, "microBatches: expected at least one group, got none");
    Optional<KlPenalty> penalty = KlPenalty.at(KlPenalty.Placement.REWARD, config.klPenalty());
    List<float[]> references = new ArrayList<>();
    double[][] rewards = new double[positions][];
    float[] values = new float[positions];
    int group = 0;
    for (ItemGroupBatch batch : batches) {
      float[] ofReference = batch.positions() == 0 ? new float[0] : logProbs(reference, batch);
      float[] penalties = penalties(penalty, batch, ofReference);
      references.add(ofReference);
      add(tally, batch, ofReference);
      for (int position : batch.scored()) {
        values[group] = batch.values()[position];
        int from = position * size;
        rewards[group] =
            PenalizedRewards.of(
                Arrays.copyOfRange(batch.rewards(), from, from + size),
                Arrays.copyOfRange(penalties, from, from + size));
        group++;
      }
    }
    tally.add(ItemGroupMetrics.POSITIONS, positions);
    double[][] advantages = config.baseline().advantages(rewards, values);
    List<Part> parts = new ArrayList<>();
    group = 0;
    for (int index = 0; index < batches.size(); index++) {
      ItemGroupBatch batch = batches.get(index);
      float[] ofItems = new float[batch.rewards().length];
      for (int position : batch.scored()) {
        for (int i = 0; i < size; i++) {
          ofItems[position * size + i] = (float) advantages[group][i];
        }
        group++;
      }
      parts.add(new Part(batch, references.get(index), ofItems));
    }
    return new ItemGroups(List.copyOf(parts), positions, size);
  }

  private static int size(List<ItemGroupBatch> batches) {
    checkArgument(!batches.isEmpty(), "microBatches: expected at least one, got none");
    int size = batches.get(0).candidates().count();
    for (ItemGroupBatch batch : batches) {
      checkArgument(
          batch.candidates().count() == size,
          "microBatches: expected %s items in each position, got %s",
          size,
          batch.candidates().count());
    }
    return size;
  }

  /** Adds what is told of a micro-batch's groups. */
  private static void add(MetricTally tally, ItemGroupBatch batch, float[] ofReference) {
    int size = batch.candidates().count();
    boolean[] drawn = new boolean[batch.rewards().length];
    float[] kl = new float[drawn.length];
    float[] surprise = new float[drawn.length];
    for (int position : batch.scored()) {
      boolean differs = false;
      for (int i = position * size; i < (position + 1) * size; i++) {
        drawn[i] = true;
        kl[i] = batch.oldLogProbs()[i] - ofReference[i];
        surprise[i] = -batch.oldLogProbs()[i];
        differs |= batch.rewards()[i] != batch.rewards()[position * size];
      }
      tally.add(ItemGroupMetrics.GROUPS_WITHOUT_VARIANCE, differs ? 0 : 1, 1);
    }
    tally.add(ItemGroupMetrics.REWARD, batch.rewards(), drawn);
    tally.add(ItemGroupMetrics.KL, kl, drawn);
    tally.add(ItemGroupMetrics.SURPRISE, surprise, drawn);
  }

  private static float[] logProbs(ItemPolicy reference, ItemGroupBatch batch) {
    try (CandidateScores scores =
        reference.evaluateCandidates(batch.histories(), batch.candidates())) {
      return scores.logProbs().toFloatArray();
    }
  }

  /** What is taken off the rewards; 0 where nothing is. */
  private static float[] penalties(
      Optional<KlPenalty> penalty, ItemGroupBatch batch, float[] ofReference) {
    if (penalty.isEmpty() || batch.positions() == 0) {
      return new float[batch.rewards().length];
    }
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Shape shape = new Shape(ofReference.length, 1);
      NDArray old = manager.create(batch.oldLogProbs(), shape);
      NDArray fixed = manager.create(ofReference, shape);
      NDArray told = Divergences.beyondRounding(old, fixed, old.eq(old));
      return Masks.keep(penalty.get().of(old, fixed), told).toFloatArray();
    }
  }

  /** The micro-batches that have a group, dealt to optimizer updates in order. */
  List<List<Part>> minibatches(int count) {
    List<Part> all = parts.stream().filter(part -> part.batch().positions() > 0).toList();
    int updates = Math.min(count, all.size());
    List<List<Part>> minibatches = new ArrayList<>();
    for (int i = 0; i < updates; i++) {
      minibatches.add(all.subList(i * all.size() / updates, (i + 1) * all.size() / updates));
    }
    return minibatches;
  }
}
