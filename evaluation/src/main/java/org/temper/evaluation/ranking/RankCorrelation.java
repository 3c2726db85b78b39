package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.stream.IntStream;

/** Spearman's rank correlation: how alike two figures order the same things. */
public final class RankCorrelation {
  private RankCorrelation() {}

  /**
   * The correlation of ranks; equal values share the mean of their ranks.
   *
   * @param first one figure of each, without NaN
   * @param second the other, in the same order, without NaN
   * @return from -1 to 1; NaN where a figure is the same of all, or there are fewer than two
   * @throws IllegalArgumentException if there are not as many of both, or a value is NaN
   */
  public static double of(List<Double> first, List<Double> second) {
    checkArgument(
        first.size() == second.size(),
        "second: expected %s values, one for each of first, got %s",
        first.size(),
        second.size());
    double[] x = ranks("first", first);
    double[] y = ranks("second", second);
    double middle = (x.length - 1) / 2.0;
    double product = 0;
    double ofX = 0;
    double ofY = 0;
    for (int i = 0; i < x.length; i++) {
      product += (x[i] - middle) * (y[i] - middle);
      ofX += (x[i] - middle) * (x[i] - middle);
      ofY += (y[i] - middle) * (y[i] - middle);
    }
    return ofX == 0 || ofY == 0 ? Double.NaN : product / Math.sqrt(ofX * ofY);
  }

  private static double[] ranks(String argument, List<Double> values) {
    for (double value : values) {
      checkArgument(!Double.isNaN(value), "%s: expected numbers, got NaN", argument);
    }
    int[] order =
        IntStream.range(0, values.size())
            .boxed()
            .sorted((a, b) -> Double.compare(values.get(a), values.get(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[order.length];
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && values.get(order[to]).equals(values.get(order[from]))) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to - 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
