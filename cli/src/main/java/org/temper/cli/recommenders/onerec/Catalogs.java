package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.temper.api.Seeds;
import org.temper.api.semantic.SemanticIds;

/** Writings of a catalog: semantic ids, and what they are compared with. */
final class Catalogs {
  private Catalogs() {}

  /** The same paths, each given to an item at random: ids that tell nothing of content. */
  static SemanticIds shuffled(SemanticIds ids, long seed) {
    int[] order = Seeds.permutation(ids.items(), seed, "shuffled-ids");
    return SemanticIds.of(sizes(ids), Arrays.stream(order).mapToObj(ids::path).toList());
  }

  /** The same paths, with one more code that numbers the items of a path where some share one. */
  static SemanticIds distinct(SemanticIds ids) {
    if (ids.distinct()) {
      return ids;
    }
    Map<ImmutableIntArray, Integer> counts = new HashMap<>();
    List<ImmutableIntArray> paths = new ArrayList<>();
    for (int item = 0; item < ids.items(); item++) {
      int number = counts.merge(ids.path(item), 1, Integer::sum) - 1;
      paths.add(ImmutableIntArray.builder().addAll(ids.path(item)).add(number).build());
    }
    return SemanticIds.of(
        ImmutableIntArray.builder()
            .addAll(sizes(ids))
            .add(Collections.max(counts.values()))
            .build(),
        paths);
  }

  /** One code an item, which no other item has. */
  static SemanticIds atomic(int items) {
    List<ImmutableIntArray> paths =
        IntStream.range(0, items).mapToObj(ImmutableIntArray::of).toList();
    return SemanticIds.of(ImmutableIntArray.of(items), paths);
  }

  private static ImmutableIntArray sizes(SemanticIds ids) {
    return ImmutableIntArray.copyOf(IntStream.range(0, ids.levels()).map(ids::codes));
  }
}
