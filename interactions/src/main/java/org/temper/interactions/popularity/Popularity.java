package org.temper.interactions.popularity;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/** A scorer of an item by how many events it has, whoever asks and whenever. */
public final class Popularity implements ItemScorer {
  private final float[] counts;

  private Popularity(float[] counts) {
    this.counts = counts;
  }

  /**
   * The popularity in a log.
   *
   * @param log the events that count, most often those that are trained on
   * @return the scorer
   */
  public static Popularity of(InteractionLog log) {
    ImmutableIntArray counts = log.itemCounts();
    float[] scores = new float[counts.length()];
    for (int item = 0; item < scores.length; item++) {
      scores[item] = counts.get(item);
    }
    return new Popularity(scores);
  }

  @Override
  public float[][] scores(List<Query> queries) {
    float[][] scores = new float[queries.size()][];
    Arrays.fill(scores, counts.clone());
    return scores;
  }
}
