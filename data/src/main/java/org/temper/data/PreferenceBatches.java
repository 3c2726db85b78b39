package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import org.temper.api.ContentHash;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.lists.StoredList;

/**
 * Batches of preference pairs, shuffled and of like length. A pair is one example, and has twice
 * the tokens of its longer sequence.
 */
public final class PreferenceBatches implements UpdateSource<PreferenceBatch> {
  private final List<Pair> pairs;
  private final ImmutableList<ReferenceLogProbs> reference;
  private final SampledUpdates<PreferenceBatch> updates;

  private PreferenceBatches(
      List<Pair> pairs, ImmutableList<ReferenceLogProbs> reference, BatchConfig config) {
    this.pairs = pairs;
    this.reference = reference;
    this.updates = new SampledUpdates<>(tokens(pairs), config, this::batch, this::contents);
  }

  private static ImmutableIntArray tokens(List<Pair> pairs) {
    return StoredList.tokens(pairs, Pair::paddedTokens);
  }

  /**
   * Batches for training.
   *
   * @param pairs the examples, at least one
   * @param config how they become batches
   * @return the batches, without reference log-probabilities
   * @throws IllegalArgumentException as {@link BatchSampler#of} does, or if a sequence is empty
   */
  public static PreferenceBatches of(List<Pair> pairs, BatchConfig config) {
    for (int i = 0; i < pairs.size() && !(pairs instanceof StoredList); i++) {
      checkArgument(
          pairs.get(i).chosen().length() > 0 && pairs.get(i).rejected().length() > 0,
          "pairs[%s]: expected at least one token in each sequence, got none",
          i);
    }
    return new PreferenceBatches(StoredList.keep(pairs), ImmutableList.of(), config);
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
    return new PreferenceBatches(pairs, ImmutableList.copyOf(logProbs), updates.config());
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
    return StoredList.batches(pairs, size, PreferenceBatch::of);
  }

  @Override
  public long updatesPerEpoch() {
    return updates.updatesPerEpoch();
  }

  @Override
  public UpdateBatch<PreferenceBatch> update(long seed, long index) {
    return updates.update(seed, index);
  }

  @Override
  public Map<String, String> identity() {
    return updates.identity();
  }

  private String contents() {
    if (reference.isEmpty()) {
      return DataHash.ofPairs(pairs);
    }
    ContentHash hash = new ContentHash().add(DataHash.ofPairs(pairs));
    reference.forEach(logProbs -> hash.add(logProbs.chosen()).add(logProbs.rejected()));
    return hash.digits();
  }

  private PreferenceBatch batch(ImmutableIntArray examples) {
    PreferenceBatch batch = PreferenceBatch.of(examples.stream().mapToObj(pairs::get).toList());
    return reference.isEmpty()
        ? batch
        : batch.withReference(examples.stream().mapToObj(reference::get).toList());
  }
}
