package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import org.temper.interactions.Events;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Names;
import org.temper.interactions.Query;

/**
 * A recommender as one who shows the whole catalog asks it, though it knows a part: items that were
 * too rare to be trained on are of no history, and never better than those it knows.
 *
 * @param scorer the recommender
 * @param idOf its id of each item of the catalog; -1 for one that it does not know
 */
record ShownCatalog(ItemScorer scorer, ImmutableIntArray idOf) implements ItemScorer {
  private static final int UNKNOWN = -1;

  static ShownCatalog of(ItemScorer scorer, Names known, Names catalog) {
    return new ShownCatalog(
        scorer,
        ImmutableIntArray.copyOf(
            catalog.asList().stream().mapToInt(name -> known.id(name).orElse(UNKNOWN))));
  }

  @Override
  public float[][] scores(List<Query> queries) {
    float[][] known =
        scorer.scores(
            queries.stream()
                .map(query -> new Query(query.user(), known(query.history()), query.time()))
                .toList());
    float[][] scores = new float[known.length][];
    Arrays.setAll(scores, row -> whole(known[row]));
    return scores;
  }

  private Events known(Events history) {
    ImmutableIntArray.Builder items = ImmutableIntArray.builder();
    ImmutableLongArray.Builder times = ImmutableLongArray.builder();
    for (int event = 0; event < history.size(); event++) {
      int id = idOf.get(history.items().get(event));
      if (id != UNKNOWN) {
        items.add(id);
        times.add(history.times().get(event));
      }
    }
    return new Events(items.build(), times.build(), ImmutableMap.of());
  }

  private float[] whole(float[] known) {
    float least = Float.POSITIVE_INFINITY;
    for (float score : known) {
      least = Math.min(least, score);
    }
    float[] whole = new float[idOf.length()];
    for (int item = 0; item < whole.length; item++) {
      int id = idOf.get(item);
      whole[item] = id == UNKNOWN ? least : known[id];
    }
    return whole;
  }
}
