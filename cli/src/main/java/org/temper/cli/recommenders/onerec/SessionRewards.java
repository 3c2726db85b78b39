package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.evaluation.ranking.ScoreBatches;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/**
 * The rewards of sessions after some histories: a session's is the mean over its items of what is
 * expected of each.
 *
 * @param rewards of each query and item, [N][K]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record SessionRewards(float[][] rewards) implements SessionJudge {

  static SessionRewards of(ItemScorer model, List<Query> queries, Experiment experiment) {
    float[][] rewards = new float[queries.size()][];
    ScoreBatches.forEach(
        model,
        queries,
        experiment.items(),
        experiment.ranking().batchSize(),
        (query, scores) -> rewards[query] = scores);
    return new SessionRewards(rewards);
  }

  @Override
  public double[] of(int query, List<ImmutableIntArray> sessions) {
    return sessions.stream()
        .mapToDouble(
            items ->
                items.stream().mapToDouble(item -> rewards[query][item]).average().orElseThrow())
        .toArray();
  }
}
