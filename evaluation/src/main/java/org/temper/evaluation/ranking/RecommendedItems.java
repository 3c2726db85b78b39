package org.temper.evaluation.ranking;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;

/** An account of what is recommended: how much of the catalog, and how popular it is. */
final class RecommendedItems {
  private final ImmutableIntArray counts;
  private final List<Integer> cutoffs;
  private final int[] bestPosition;
  private final double[] popularity;
  private final long[] shown;

  RecommendedItems(ImmutableIntArray counts, List<Integer> cutoffs) {
    this.counts = counts;
    this.cutoffs = cutoffs;
    this.bestPosition = new int[counts.length()];
    this.popularity = new double[cutoffs.size()];
    this.shown = new long[cutoffs.size()];
    Arrays.fill(bestPosition, Integer.MAX_VALUE);
  }

  /** The items of a query, the best first. */
  void add(int[] top) {
    for (int position = 0; position < top.length; position++) {
      bestPosition[top[position]] = Math.min(bestPosition[top[position]], position);
      for (int i = 0; i < popularity.length; i++) {
        if (position < cutoffs.get(i)) {
          popularity[i] += logPopularity(top[position]);
          shown[i]++;
        }
      }
    }
  }

  double logPopularity(int item) {
    return Math.log1p(counts.get(item));
  }

  ImmutableMap<String, Double> figures(double targetPopularity) {
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    for (int i = 0; i < popularity.length; i++) {
      int cutoff = cutoffs.get(i);
      long covered = Arrays.stream(bestPosition).filter(position -> position < cutoff).count();
      double mean = shown[i] == 0 ? 0 : popularity[i] / shown[i];
      figures.put("coverage@" + cutoff, (double) covered / bestPosition.length);
      figures.put("popularity@" + cutoff, mean);
      figures.put("popularity-bias@" + cutoff, mean - targetPopularity);
    }
    return figures.buildOrThrow();
  }
}
