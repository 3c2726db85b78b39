package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.temper.api.Seeds;

class SplitProperties {

  @Property(tries = 200)
  void eachItemIsOnOneSideInOrder(
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll @IntRange(max = 80) int heldOut,
      @ForAll long seed) {
    List<Integer> items = IntStream.range(0, size).boxed().toList();
    Split<Integer> split = Split.random(items, heldOut % size, seed);
    assertThat(split.heldOut()).hasSize(heldOut % size).isSorted();
    assertThat(split.train()).isSorted();
    List<Integer> both = new ArrayList<>(split.train());
    both.addAll(split.heldOut());
    Collections.sort(both);
    assertThat(both).isEqualTo(items);
    assertThat(Split.random(items, heldOut % size, seed)).isEqualTo(split);
  }

  @Property(tries = 200)
  void aGroupIsOnOneSideAlone(@ForAll @IntRange(min = 20, max = 60) int size, @ForAll long seed) {
    List<Integer> items = IntStream.range(0, size).boxed().toList();
    Split<Integer> split = Split.grouped(items, i -> i % 10, 3, seed);
    List<Integer> trained = split.train().stream().map(i -> i % 10).distinct().toList();
    List<Integer> measured = split.heldOut().stream().map(i -> i % 10).distinct().toList();
    assertThat(measured).hasSize(3).doesNotContainAnyElementsOf(trained);
    assertThat(trained).hasSize(7);
    assertThat(split.train().size() + split.heldOut().size()).isEqualTo(size);
  }

  @Example
  void seedsDifferInWhatIsHeldOut() {
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    assertThat(Split.random(items, 20, 1)).isNotEqualTo(Split.random(items, 20, 2));
  }

  @Example
  void aSplitThatLeavesNothingToTrainOnIsAnError() {
    assertThatThrownBy(() -> Split.random(List.of(1, 2), 2, 0))
        .hasMessage("heldOut: expected a number from 0 to below 2, got 2");
    assertThatThrownBy(() -> Split.grouped(List.of(1, 2), i -> 0, 1, 0))
        .hasMessage("heldOut: expected a number from 0 to below 1, got 1");
  }

  @Property(tries = 200)
  void aShareOfTheItemsIsHeldOutAsWholeGroups(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 12) Integer> items,
      @ForAll @DoubleRange(max = 0.5) double share,
      @ForAll long seed) {
    Split<Integer> split = Split.byShare(items, item -> item, share, seed);
    assertThat(Collections.disjoint(split.train(), split.heldOut())).isTrue();
    assertThat(split.train().size() + split.heldOut().size()).isEqualTo(items.size());
    assertThat(2L * split.heldOut().size()).isLessThanOrEqualTo(items.size());
    // No group that was not held out would bring it nearer to the share.
    long wanted = share == 0 ? 0 : Math.max(1, Math.round(items.size() * share));
    long target = Math.min(items.size() / 2, wanted);
    long off = Math.abs(split.heldOut().size() - target);
    for (int group : Set.copyOf(split.train())) {
      long with = (long) split.heldOut().size() + Collections.frequency(items, group);
      if (2 * with <= items.size()) {
        assertThat(Math.abs(with - target)).isGreaterThanOrEqualTo(off);
      }
    }
  }

  @Example
  void nothingIsHeldOutOfOneGroup() {
    List<Integer> same = Collections.nCopies(40, 7);
    assertThat(Split.byShare(same, item -> item, 0.1, 1).train()).isEqualTo(same);
  }

  /** The definition of a share, group by group. */
  @Property(tries = 300)
  void theShareHeldOutIsThatOfItsDefinition(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 12) Integer> items,
      @ForAll @DoubleRange(max = 0.5) double share,
      @ForAll long seed) {
    Map<Integer, Integer> sizes = new LinkedHashMap<>();
    items.forEach(item -> sizes.merge(item, 1, Integer::sum));
    List<Integer> groups = List.copyOf(sizes.keySet());
    long target =
        Math.min(items.size() / 2, share == 0 ? 0 : Math.max(1, Math.round(items.size() * share)));
    long held = 0;
    Set<Integer> chosen = new HashSet<>();
    for (int index : Seeds.permutation(groups.size(), seed, "held-out")) {
      int size = sizes.get(groups.get(index));
      if (held + size <= target) {
        chosen.add(groups.get(index));
        held += size;
      }
    }
    long missing = target - held;
    Optional<Integer> smallest =
        groups.stream()
            .filter(group -> !chosen.contains(group))
            .min(Comparator.comparingInt(sizes::get));
    if (smallest.isPresent() && target > 0) {
      int size = sizes.get(smallest.get());
      if (size <= items.size() / 2 - held && (chosen.isEmpty() || size - missing < missing)) {
        chosen.add(smallest.get());
      }
    }
    Split<Integer> split = Split.byShare(items, item -> item, share, seed);
    assertThat(split.heldOut()).isEqualTo(items.stream().filter(chosen::contains).toList());
    assertThat(split.train()).isEqualTo(items.stream().filter(i -> !chosen.contains(i)).toList());
  }
}
