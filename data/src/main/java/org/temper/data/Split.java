package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    checkArgument(share >= 0 && share <= 0.5, "share: expected from 0 to 0.5, got %s", share);
    Map<K, Long> sizes =
        items.stream()
            .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.counting()));
    List<Map.Entry<K, Long>> groups = List.copyOf(sizes.entrySet());
    long wanted = share == 0 ? 0 : Math.max(1, Math.round(items.size() * share));
    long target = Math.min(items.size() / 2, wanted);
    long held = 0;
    Set<K> chosen = new HashSet<>();
    for (int index : Seeds.permutation(groups.size(), seed, HELD_OUT)) {
      long size = groups.get(index).getValue();
      if (held + size <= target) {
        chosen.add(groups.get(index).getKey());
        held += size;
      }
    }
    // What is left is larger than what is missing; one more may still bring it nearer.
    long missing = target - held;
    long limit = items.size() / 2 - held;
    boolean none = chosen.isEmpty();
    groups.stream()
        .filter(group -> !chosen.contains(group.getKey()))
        .min(Map.Entry.comparingByValue())
        .filter(group -> target > 0 && group.getValue() <= limit)
        .filter(group -> none || group.getValue() - missing < missing)
        .ifPresent(group -> chosen.add(group.getKey()));
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
