package org.temper.interactions;

import java.util.List;

/** A recommender, as one who evaluates it sees it. */
@FunctionalInterface
public interface ItemScorer {

  /**
   * Scores every item of the catalog for each query.
   *
   * @param queries what is asked, at least one
   * @return for each query, a score for each item by its id: higher is better, any number but NaN;
   *     rows may be the same array, and the caller changes none
   */
  float[][] scores(List<Query> queries);
}
