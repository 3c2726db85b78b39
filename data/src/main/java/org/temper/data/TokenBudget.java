package org.temper.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.temper.api.Seeds;

/**
 * The batches of updates under a budget of tokens, packed by best-fit decreasing.
 *
 * <p>The lengths in the batches follow from the lengths of the examples alone, so that every epoch
 * has as many batches. Safe for use by several threads.
 */
final class TokenBudget {
  private static final String EXAMPLES = "token-budget-examples";
  private static final String BATCHES = "token-budget-batches";

  private final ImmutableIntArray tokens;
  private final int most;
  private final long seed;
  private volatile Epoch recent;

  private record Epoch(long index, List<ImmutableIntArray> batches) {}

  /** Of examples with so many tokens, none of them with more than an update may have. */
  TokenBudget(ImmutableIntArray tokens, int most, long seed) {
    this.tokens = tokens;
    this.most = most;
    this.seed = seed;
    this.recent = epoch(0);
  }

  long updatesPerEpoch() {
    return recent.batches().size();
  }

  /** The examples of an update, the shortest first. */
  ImmutableIntArray batch(long update) {
    Epoch epoch = recent;
    long index = update / epoch.batches().size();
    if (epoch.index() != index) {
      epoch = epoch(index);
      recent = epoch;
    }
    return epoch.batches().get((int) (update % epoch.batches().size()));
  }

  private Epoch epoch(long index) {
    List<List<Integer>> packed = pack(decreasing(index));
    return new Epoch(
        index,
        Arrays.stream(Seeds.permutation(packed.size(), seed, BATCHES, index))
            .mapToObj(batch -> ImmutableIntArray.copyOf(Lists.reverse(packed.get(batch))))
            .collect(ImmutableList.toImmutableList()));
  }

  /** The examples from the longest to the shortest, those of one length shuffled. */
  private int[] decreasing(long epoch) {
    int[] order = Seeds.permutation(tokens.length(), seed, EXAMPLES, epoch);
    long[] keys = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      keys[i] = (long) (most - tokens.get(order[i])) << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> order[(int) key]).toArray();
  }

  private List<List<Integer>> pack(int[] decreasing) {
    List<List<Integer>> batches = new ArrayList<>();
    TreeMap<Integer, Deque<List<Integer>>> bySpace = new TreeMap<>();
    for (int example : decreasing) {
      int length = tokens.get(example);
      Map.@Nullable Entry<Integer, Deque<List<Integer>>> best = bySpace.ceilingEntry(length);
      List<Integer> batch;
      int space;
      if (best == null) {
        batch = new ArrayList<>();
        batches.add(batch);
        space = most;
      } else {
        batch = best.getValue().remove();
        space = best.getKey();
        if (best.getValue().isEmpty()) {
          bySpace.remove(space);
        }
      }
      batch.add(example);
      bySpace.computeIfAbsent(space - length, any -> new ArrayDeque<>()).add(batch);
    }
    return batches;
  }
}
