package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
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
    List<Integer> asked = sessions.stream().map(Recommended::query).distinct().toList();
    ScoreBatches.forEach(
        model,
        asked.stream().map(queries::get).toList(),
        items,
        batchSize,
        (position, expected) -> {
          for (int i = 0; i < rewards.length; i++) {
            if (sessions.get(i).query() == asked.get(position)) {
              rewards[i] = mean(sessions.get(i).items(), expected);
            }
          }
        });
    return rewards;
  }

  private static double mean(ImmutableIntArray items, float[] expected) {
    return items.stream().mapToDouble(item -> expected[item]).average().orElseThrow();
  }
}
