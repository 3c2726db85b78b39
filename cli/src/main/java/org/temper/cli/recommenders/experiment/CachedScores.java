package org.temper.cli.recommenders.experiment;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/**
 * A scorer that asks another each question once, so that several measures of one model cost one
 * pass. It stops remembering at 2<sup>26</sup> scores, 256 MiB.
 */
public final class CachedScores implements ItemScorer {
  private static final long MOST_SCORES = 1L << 26;

  private final ItemScorer scorer;
  private final Map<Query, float[]> known = new HashMap<>();
  private long remembered;

  /**
   * A scorer that remembers.
   *
   * @param scorer what is asked
   */
  public CachedScores(ItemScorer scorer) {
    this.scorer = scorer;
  }

  @Override
  public float[][] scores(List<Query> queries) {
    float[][] scores = new float[queries.size()][];
    ImmutableList.Builder<Query> unknown = ImmutableList.builder();
    ImmutableList.Builder<Integer> positions = ImmutableList.builder();
    for (int i = 0; i < scores.length; i++) {
      float[] score = known.get(queries.get(i));
      if (score == null) {
        unknown.add(queries.get(i));
        positions.add(i);
      } else {
        scores[i] = score;
      }
    }
    List<Query> asked = unknown.build();
    if (!asked.isEmpty()) {
      float[][] answers = scorer.scores(asked);
      List<Integer> missing = positions.build();
      for (int i = 0; i < answers.length; i++) {
        scores[missing.get(i)] = answers[i];
        if (remembered + answers[i].length <= MOST_SCORES) {
          remembered += answers[i].length;
          known.put(asked.get(i), answers[i]);
        }
      }
    }
    return scores;
  }
}
