package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.temper.api.Seeds;

/**
 * Items to train on and items held out to measure on.
 *
 * @param <T> what an item is
 * @param train the items to train on, in their given order
 * @param heldOut the others, in their given order
 */
public record Split<T>(List<T> train, List<T> heldOut) {
  private static final String HELD_OUT = "held-out";

  /** Copies the items. */
  public Split {
    train = ImmutableList.copyOf(train);
    heldOut = ImmutableList.copyOf(heldOut);
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

  private static void checkCount(List<?> items, int heldOut) {
    checkArgument(
        heldOut >= 0 && heldOut < items.size(),
        "heldOut: expected a number from 0 to below %s, got %s",
        items.size(),
        heldOut);
  }
}
