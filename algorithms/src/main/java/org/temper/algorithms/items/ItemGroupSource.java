package org.temper.algorithms.items;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemPolicy;
import org.temper.api.updates.OnPolicySource;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;

/**
 * Source of groups of items that a policy draws at the positions of logged events, with their
 * rewards, for one iteration after another. An iteration takes the sequences of several updates of
 * a log.
 *
 * <p>Items are drawn from the whole catalog's distribution, each independently, so that one may be
 * drawn twice. What is drawn depends on the policy as it is when an iteration is asked for, the
 * seed, the epoch and the iteration, and on nothing else. Holds [B, T, K] numbers for one
 * micro-batch at a time: keep those small where the catalog is large.
 */
public final class ItemGroupSource implements OnPolicySource<ItemGroupBatch> {
  private static final String DRAWN = "drawn-items";

  private final UpdateSource<SequenceBatch> sequences;
  private final ItemPolicy policy;
  private final ItemReward reward;
  private final int groupSize;
  private final int updatesPerIteration;

  /**
   * A source.
   *
   * @param sequences histories; items are drawn at the positions of their scored tokens
   * @param policy draws; usually the one that is trained on them
   * @param reward what the items are worth
   * @param groupSize G, items of a position, at least 1
   * @param updatesPerIteration how many updates of the sequences an iteration takes, at least 1;
   *     the last one of an epoch may take fewer
   * @throws IllegalArgumentException if a count is below 1
   */
  public ItemGroupSource(
      UpdateSource<SequenceBatch> sequences,
      ItemPolicy policy,
      ItemReward reward,
      int groupSize,
      int updatesPerIteration) {
    checkArgument(groupSize >= 1, "groupSize: expected at least 1, got %s", groupSize);
    checkArgument(
        updatesPerIteration >= 1,
        "updatesPerIteration: expected at least 1, got %s",
        updatesPerIteration);
    this.sequences = sequences;
    this.policy = policy;
    this.reward = reward;
    this.groupSize = groupSize;
    this.updatesPerIteration = updatesPerIteration;
  }

  @Override
  public ItemPolicy policy() {
    return policy;
  }

  /**
   * {@inheritDoc}
   *
   * @return iterations of an epoch
   */
  @Override
  public long updatesPerEpoch() {
    return -Math.floorDiv(-sequences.updatesPerEpoch(), updatesPerIteration);
  }

  /**
   * {@inheritDoc}
   *
   * @return the iteration; its items are drawn now
   */
  @Override
  public UpdateBatch<ItemGroupBatch> update(long seed, long index) {
    checkArgument(index >= 0, "index: expected at least 0, got %s", index);
    long epoch = index / updatesPerEpoch();
    long iteration = index % updatesPerEpoch();
    long first = epoch * sequences.updatesPerEpoch() + iteration * updatesPerIteration;
    long end = Math.min(first + updatesPerIteration, (epoch + 1) * sequences.updatesPerEpoch());
    SplittableRandom random = Seeds.random(seed, DRAWN, epoch, iteration);
    return drawn(
        LongStream.range(first, end).mapToObj(update -> sequences.update(seed, update)).toList(),
        random);
  }

  private UpdateBatch<ItemGroupBatch> drawn(
      List<UpdateBatch<SequenceBatch>> updates, SplittableRandom random) {
    ImmutableList.Builder<ItemGroupBatch> batches = ImmutableList.builder();
    ImmutableList.Builder<String> ids = ImmutableList.builder();
    for (UpdateBatch<SequenceBatch> update : updates) {
      update.microBatches().forEach(batch -> batches.add(drawn(batch, random)));
      ids.addAll(update.exampleIds());
    }
    return new UpdateBatch<>(batches.build(), ids.build());
  }

  private ItemGroupBatch drawn(SequenceBatch histories, SplittableRandom random) {
    int positions = histories.rows() * histories.columns();
    int items = Math.toIntExact(policy.vocabularySize());
    float[] every = everyItem(histories, positions, items);
    long[] drawn = new long[positions * groupSize];
    float[] logProbs = new float[positions * groupSize];
    double[] cumulative = new double[items];
    for (int position = 0; position < positions; position++) {
      if (histories.isScored(position / histories.columns(), position % histories.columns())) {
        int first = position * items;
        double sum = 0;
        for (int item = 0; item < items; item++) {
          sum += Math.exp(every[first + item]);
          cumulative[item] = sum;
        }
        for (int i = position * groupSize; i < (position + 1) * groupSize; i++) {
          int item = at(cumulative, Seeds.uniform(random) * sum);
          drawn[i] = item;
          logProbs[i] = every[first + item];
        }
      }
    }
    Candidates candidates = new Candidates(drawn, histories.rows(), histories.columns(), groupSize);
    return new ItemGroupBatch(
        histories,
        candidates,
        logProbs,
        reward.rewards(histories, candidates),
        reward.values(histories));
  }

  /** Log-probabilities of the whole catalog, row-major [B, T, K]. */
  private float[] everyItem(SequenceBatch histories, int positions, int items) {
    checkArgument(
        (long) positions * items <= Integer.MAX_VALUE,
        "histories: expected at most %s events for a catalog of %s items, got %s; put fewer"
            + " sequences into a batch",
        Integer.MAX_VALUE / items,
        items,
        positions);
    long[] all = new long[positions * items];
    for (int i = 0; i < all.length; i++) {
      all[i] = i % items;
    }
    Candidates candidates = new Candidates(all, histories.rows(), histories.columns(), items);
    try (CandidateScores scores = policy.evaluateCandidates(histories, candidates)) {
      return scores.logProbs().toFloatArray();
    }
  }

  /** The first item whose cumulated probability is above a number. */
  private static int at(double[] cumulative, double number) {
    int found = Arrays.binarySearch(cumulative, number);
    int item = found >= 0 ? found + 1 : -found - 1;
    // What has no probability of its own has its predecessor's sum, and is passed over.
    while (item < cumulative.length - 1 && cumulative[item] <= number) {
      item++;
    }
    return Math.min(item, cumulative.length - 1);
  }
}
