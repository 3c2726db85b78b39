package org.temper.cli.recommenders.onerec;

import java.util.List;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.reporting.ConsoleBar;

/**
 * A scorer that shows how far it is: searches for all users of a log take minutes.
 *
 * @param scorer what is asked
 * @param bar goes on by a query
 */
record WatchedScores(ItemScorer scorer, ConsoleBar bar) implements ItemScorer {
  @Override
  public float[][] scores(List<Query> queries) {
    float[][] scores = scorer.scores(queries);
    bar.advance(queries.size());
    return scores;
  }
}
