package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.api.Seeds;
import org.temper.api.semantic.SemanticIds;

/** Writings of a catalog that semantic ids are compared with. */
final class Catalogs {
  private Catalogs() {}

  /** The same paths, each given to an item at random: ids that tell nothing of content. */
  static SemanticIds shuffled(SemanticIds ids, long seed) {
    int[] order = Seeds.permutation(ids.items(), seed, "shuffled-ids");
    return SemanticIds.of(sizes(ids), Arrays.stream(order).mapToObj(ids::path).toList());
  }

  /** One code an item, which no other item has. */
  static SemanticIds atomic(int items) {
    List<ImmutableIntArray> paths =
        IntStream.range(0, items).mapToObj(ImmutableIntArray::of).toList();
    return SemanticIds.of(ImmutableIntArray.of(items), paths);
  }

  /** How many codes each level has. */
  static ImmutableIntArray sizes(SemanticIds ids) {
    return ImmutableIntArray.copyOf(IntStream.range(0, ids.levels()).map(ids::codes));
  }
}
