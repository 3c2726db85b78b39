package org.temper.cli.recommenders.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The values of a setting that are tried, each a multiple of the one before. While the best lies on
 * an edge, one more may be tried beyond it.
 *
 * @param values rising, at least one; one alone is never left
 * @param most the largest value that may ever be tried; infinite where there is none
 */
record Grid(List<Double> values, double most) {

  Grid {
    values = List.copyOf(values);
  }

  /** Values that may be left on both sides. */
  static Grid of(Double... values) {
    return new Grid(List.of(values), Double.POSITIVE_INFINITY);
  }

  /** Values that may be left below alone. */
  static Grid upTo(Double... values) {
    return new Grid(List.of(values), values[values.length - 1]);
  }

  /** One value, and no search. */
  static Grid fixed(double value) {
    return Grid.of(value);
  }

  /** The value to try next, where the best of those tried so far is the least or the largest. */
  Optional<Double> beyond(double best, List<Double> tried) {
    if (values.size() == 1) {
      return Optional.empty();
    }
    List<Double> sorted = new ArrayList<>(tried);
    Collections.sort(sorted);
    if (best == sorted.get(0)) {
      return Optional.of(best * values.get(0) / values.get(1));
    }
    int last = values.size() - 1;
    double above = best * values.get(last) / values.get(last - 1);
    return best == sorted.get(sorted.size() - 1) && above <= most
        ? Optional.of(above)
        : Optional.empty();
  }
}
