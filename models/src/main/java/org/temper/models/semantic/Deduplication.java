package org.temper.models.semantic;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import org.temper.api.semantic.SemanticIds;

/**
 * The removal of shared ids by one more level, which numbers the items of each id.
 *
 * <p>Source: Rajput et al. (2023), <a href="https://arxiv.org/abs/2305.05065">Recommender Systems
 * with Generative Retrieval</a> (TIGER), section 3.1, "handling collisions".
 */
public final class Deduplication {
  private Deduplication() {}

  /**
   * Numbers the items of each id, from 0, in their order.
   *
   * @param ids the table
   * @return the same where no two items share an id; else a table of one level more, whose size is
   *     the most items of one id, in which none do
   */
  public static SemanticIds number(SemanticIds ids) {
    if (ids.distinct()) {
      return ids;
    }
    Multiset<ImmutableIntArray> seen = HashMultiset.create();
    List<ImmutableIntArray> paths = new ArrayList<>();
    int most = 0;
    for (int item = 0; item < ids.items(); item++) {
      ImmutableIntArray path = ids.path(item);
      int number = seen.count(path);
      seen.add(path);
      most = Math.max(most, number + 1);
      paths.add(ImmutableIntArray.builder().addAll(path).add(number).build());
    }
    ImmutableIntArray.Builder sizes = ImmutableIntArray.builder();
    for (int level = 0; level < ids.levels(); level++) {
      sizes.add(ids.codes(level));
    }
    return SemanticIds.of(sizes.add(most).build(), paths);
  }
}
