package org.temper.cli.recommenders.onerec;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.evaluation.ranking.ScoreBatches;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/**
 * The rewards of sessions after some histories: a session's is the mean over its items of what is
 * expected of each. Expected rewards of all items are held for one batch of histories at a time.
 *
 * @param model expects rewards of items
 * @param queries the histories
 * @param items the size of the catalog
 * @param batchSize histories of a batch
 */
record SessionRewards(ItemScorer model, List<Query> queries, int items, int batchSize)
    implements SessionJudge {

  @Override
  public double[] of(List<Recommended> sessions) {
    double[] rewards = new double[sessions.size()];
    ImmutableListMultimap<Integer, Integer> byQuery =
        Multimaps.index(
            IntStream.range(0, rewards.length).boxed().toList(), i -> sessions.get(i).query());
    List<Integer> asked = byQuery.keySet().asList();
    ScoreBatches.forEach(
        model,
        asked.stream().map(queries::get).toList(),
        items,
        batchSize,
        (position, expected) -> {
          for (int i : byQuery.get(asked.get(position))) {
            rewards[i] = mean(sessions.get(i).items(), expected);
          }
        });
    return rewards;
  }

  private static double mean(ImmutableIntArray items, float[] expected) {
    return items.stream().mapToDouble(item -> expected[item]).average().orElseThrow();
  }
}
