package org.temper.samplers.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;

/**
 * Batches of preference pairs, shuffled and of like length. A pair is one example, and has twice
 * the tokens of its longer sequence.
 */
public final class PreferenceBatches implements BatchSource<PreferenceBatch> {
  private final ImmutableList<Pair> pairs;
  private final ImmutableList<ReferenceLogProbs> reference;
  private final BatchPlan plan;

  private PreferenceBatches(
      ImmutableList<Pair> pairs, ImmutableList<ReferenceLogProbs> reference, BatchPlan plan) {
    this.pairs = pairs;
    this.reference = reference;
    this.plan = plan;
  }

  /**
   * Batches for training.
   *
   * @param pairs the examples, at least one
   * @param config how they become batches
   * @param seed decides the order
   * @return the batches, without reference log-probabilities
   * @throws IllegalArgumentException as {@link BatchPlan#of} does, or if a sequence is empty
   */
  public static PreferenceBatches of(List<Pair> pairs, BatchConfig config, long seed) {
    for (int i = 0; i < pairs.size(); i++) {
      checkArgument(
          pairs.get(i).chosen().length() > 0 && pairs.get(i).rejected().length() > 0,
          "pairs[%s]: expected at least one token in each sequence, got none",
          i);
    }
    ImmutableIntArray tokens =
        ImmutableIntArray.copyOf(
            pairs.stream()
                .mapToInt(pair -> 2 * Math.max(pair.chosen().length(), pair.rejected().length())));
    return new PreferenceBatches(
        ImmutableList.copyOf(pairs), ImmutableList.of(), BatchPlan.of(tokens, config, seed));
  }

  /**
   * These batches, in the same order, with reference log-probabilities that were computed
   * beforehand.
   *
   * @param logProbs one for each pair, in the order of the pairs
   * @return new batches
   * @throws IllegalArgumentException if there is not one for each pair
   */
  public PreferenceBatches withReference(List<ReferenceLogProbs> logProbs) {
    checkArgument(
        logProbs.size() == pairs.size(),
        "logProbs: expected %s, one for each pair, got %s",
        pairs.size(),
        logProbs.size());
    return new PreferenceBatches(pairs, ImmutableList.copyOf(logProbs), plan);
  }

  /**
   * Batches for evaluation, or to compute reference log-probabilities of: in the given order.
   *
   * @param pairs the pairs
   * @param size the most pairs of a batch, at least 1
   * @return the batches
   * @throws IllegalArgumentException if {@code size} is below 1 or a sequence is empty
   */
  public static List<PreferenceBatch> inOrder(List<Pair> pairs, int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    return Lists.partition(pairs, size).stream().map(PreferenceBatch::of).toList();
  }

  @Override
  public long updatesPerEpoch() {
    return plan.updatesPerEpoch();
  }

  @Override
  public List<PreferenceBatch> microBatches(long update) {
    return plan.microBatches(update).stream().map(this::batch).toList();
  }

  private PreferenceBatch batch(ImmutableIntArray examples) {
    PreferenceBatch batch = PreferenceBatch.of(examples.stream().mapToObj(pairs::get).toList());
    return reference.isEmpty()
        ? batch
        : batch.withReference(examples.stream().mapToObj(reference::get).toList());
  }
}
