package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.temper.api.Seeds;
import org.temper.data.lists.StoredList;

/**
 * Items to train on and items held out to measure on.
 *
 * @param <T> what an item is
 * @param train the items to train on, in their given order
 * @param heldOut the others, in their given order
 */
public record Split<T>(List<T> train, List<T> heldOut) {
  private static final String HELD_OUT = "held-out";

  /** Copies the items, those of a {@link StoredList} apart. */
  public Split {
    train = StoredList.keep(train);
    heldOut = StoredList.keep(heldOut);
  }

  /**
   * Holds out some items at random.
   *
   * @param <T> what an item is
   * @param items the items
   * @param heldOut how many to hold out, at least 0 and fewer than there are
   * @param seed decides which
   * @return the split
   * @throws IllegalArgumentException if {@code heldOut} leaves nothing to train on
   */
  public static <T> Split<T> random(List<T> items, int heldOut, long seed) {
    checkCount(items, heldOut);
    Set<Integer> chosen = new HashSet<>();
    int[] order = Seeds.permutation(items.size(), seed, HELD_OUT);
    for (int i = 0; i < heldOut; i++) {
      chosen.add(order[i]);
    }
    ImmutableList.Builder<T> train = ImmutableList.builder();
    ImmutableList.Builder<T> rest = ImmutableList.builder();
    for (int i = 0; i < items.size(); i++) {
      (chosen.contains(i) ? rest : train).add(items.get(i));
    }
    return new Split<>(train.build(), rest.build());
  }

  /**
   * Holds out whole groups at random, so that no prompt is both trained on and measured on.
   *
   * @param <T> what an item is
   * @param <K> what an item's group is known by
   * @param items the items
   * @param key the item's group, such as its prompt
   * @param heldOut how many groups to hold out, at least 0 and fewer than there are
   * @param seed decides which
   * @return the split
   * @throws IllegalArgumentException if {@code heldOut} leaves nothing to train on
   */
  public static <T, K> Split<T> grouped(
      List<T> items, Function<? super T, ? extends K> key, int heldOut, long seed) {
    List<K> groups = items.stream().<K>map(key).distinct().toList();
    Set<K> chosen = new HashSet<>(random(groups, heldOut, seed).heldOut());
    return new Split<>(
        items.stream().filter(item -> !chosen.contains(key.apply(item))).toList(),
        items.stream().filter(item -> chosen.contains(key.apply(item))).toList());
  }

  /**
   * Holds out about a share of the items, as whole groups, so that no prompt is both trained on and
   * measured on: as near to the share as whole groups taken in random order come, at least one
   * group where the share is above 0, and at most half of the items. Where no group is so small,
   * nothing is held out.
   *
   * @param <T> what an item is
   * @param <K> what an item's group is known by
   * @param items the items
   * @param key the item's group, such as its prompt
   * @param share the share, from 0 to 0.5
   * @param seed decides which
   * @return the split
   * @throws IllegalArgumentException if the share is not from 0 to 0.5
   */
  public static <T, K> Split<T> byShare(
      List<T> items, Function<? super T, ? extends K> key, double share, long seed) {
    Map<K, Integer> numbers = new HashMap<>();
    int[] groups = new int[items.size()];
    for (int i = 0; i < groups.length; i++) {
      Integer number = numbers.putIfAbsent(key.apply(items.get(i)), numbers.size());
      groups[i] = number == null ? numbers.size() - 1 : number;
    }
    BitSet chosen = groupsByShare(groups.length, numbers.size(), i -> groups[i], share, seed);
    ImmutableList.Builder<T> train = ImmutableList.builder();
    ImmutableList.Builder<T> rest = ImmutableList.builder();
    for (int i = 0; i < groups.length; i++) {
      (chosen.get(groups[i]) ? rest : train).add(items.get(i));
    }
    return new Split<>(train.build(), rest.build());
  }

  /**
   * The groups that {@link #byShare} holds out.
   *
   * @param items how many items there are
   * @param groups how many groups they are of
   * @param group each item's group, numbered from 0 in the order in which their first items are
   * @param share the share of the items, from 0 to 0.5
   * @param seed decides which
   * @return the numbers of the groups
   * @throws IllegalArgumentException if the share is not from 0 to 0.5
   */
  public static BitSet groupsByShare(
      int items, int groups, IntUnaryOperator group, double share, long seed) {
    checkArgument(share >= 0 && share <= 0.5, "share: expected from 0 to 0.5, got %s", share);
    int[] sizes = new int[groups];
    for (int i = 0; i < items; i++) {
      sizes[group.applyAsInt(i)]++;
    }
    long wanted = share == 0 ? 0 : Math.max(1, Math.round(items * share));
    long target = Math.min(items / 2, wanted);
    long held = 0;
    BitSet chosen = new BitSet(groups);
    for (int next : Seeds.permutation(groups, seed, HELD_OUT)) {
      if (held + sizes[next] <= target) {
        chosen.set(next);
        held += sizes[next];
      }
    }
    // What is left is larger than what is missing; one more may still bring it nearer.
    long missing = target - held;
    int smallest = -1;
    for (int next = chosen.nextClearBit(0); next < groups; next = chosen.nextClearBit(next + 1)) {
      smallest = smallest < 0 || sizes[next] < sizes[smallest] ? next : smallest;
    }
    if (smallest >= 0
        && target > 0
        && sizes[smallest] <= items / 2 - held
        && (chosen.isEmpty() || sizes[smallest] - missing < missing)) {
      chosen.set(smallest);
    }
    return chosen;
  }

  private static void checkCount(List<?> items, int heldOut) {
    checkArgument(
        heldOut >= 0 && heldOut < items.size(),
        "heldOut: expected a number from 0 to below %s, got %s",
        items.size(),
        heldOut);
  }
}
