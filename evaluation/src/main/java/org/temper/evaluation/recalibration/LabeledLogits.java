package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.Comparators;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Held-out questions: the logits of each one's options, and which option is right. Rows may have
 * different numbers of options; a temperature can be fitted on them, vector and matrix scaling need
 * the same number everywhere.
 *
 * @param rows [N] rows of [K_i] logits from −10⁶ to 10⁶, at least two each: logits,
 *     log-probabilities, or log-probabilities but for a constant of the row
 * @param labels [N], the index of the right option in its row
 */
public record LabeledLogits(List<ImmutableDoubleArray> rows, ImmutableIntArray labels) {
  /** Beyond it squares of logits would lose what tells options apart. */
  private static final double LARGEST = 1e6;

  /**
   * Copies and checks the values.
   *
   * @throws IllegalArgumentException if there is no row, the lengths differ, a row has fewer than
   *     two options, a logit is not from −10⁶ to 10⁶, or a label is no option of its row
   */
  public LabeledLogits {
    rows = ImmutableList.copyOf(rows);
    checkArgument(!rows.isEmpty(), "rows: expected at least one, got none");
    checkArgument(
        labels.length() == rows.size(),
        "labels: expected %s, one for each row, got %s",
        rows.size(),
        labels.length());
    for (int i = 0; i < rows.size(); i++) {
      ImmutableDoubleArray row = rows.get(i);
      checkArgument(
          row.length() >= 2, "rows[%s]: expected at least two options, got %s", i, row.length());
      for (int k = 0; k < row.length(); k++) {
        checkArgument(
            Math.abs(row.get(k)) <= LARGEST,
            "rows[%s][%s]: expected from -1e6 to 1e6 (leave an impossible option out), got %s",
            i,
            k,
            row.get(k));
      }
      checkArgument(
          labels.get(i) >= 0 && labels.get(i) < row.length(),
          "labels[%s]: expected an option from 0 to %s, got %s",
          i,
          row.length() - 1,
          labels.get(i));
    }
  }

  /**
   * Copies arrays.
   *
   * @param logits [N] rows of [K_i] logits
   * @param labels [N], the index of the right option in its row
   * @return the questions
   * @throws IllegalArgumentException as the constructor does
   */
  public static LabeledLogits of(double[][] logits, int[] labels) {
    return new LabeledLogits(
        Arrays.stream(logits).map(ImmutableDoubleArray::copyOf).toList(),
        ImmutableIntArray.copyOf(labels));
  }

  /**
   * How many questions there are.
   *
   * @return N, at least 1
   */
  public int size() {
    return rows.size();
  }

  /**
   * The same questions in an order of their own: what is fitted on them does not depend on how they
   * were ordered, not even by rounding.
   */
  LabeledLogits sorted() {
    int[] order =
        IntStream.range(0, size())
            .boxed()
            .sorted(
                Comparator.comparing((Integer i) -> labels.get(i))
                    .thenComparing(
                        i -> rows.get(i).asList(),
                        Comparators.<Double, Double>lexicographical(naturalOrder())))
            .mapToInt(Integer::intValue)
            .toArray();
    return new LabeledLogits(
        Arrays.stream(order).mapToObj(rows::get).toList(),
        ImmutableIntArray.copyOf(Arrays.stream(order).map(labels::get)));
  }

  /** The number of options of each row. */
  int options(String method) {
    int options = rows.get(0).length();
    for (int i = 1; i < rows.size(); i++) {
      checkArgument(
          rows.get(i).length() == options,
          "rows[%s]: expected %s options as in rows[0], which %s needs, got %s; a temperature"
              + " (TemperatureScaling.fit) takes rows of any number",
          i,
          options,
          method,
          rows.get(i).length());
    }
    return options;
  }

  /** Whether the right option has the largest logit everywhere. */
  boolean isSeparable() {
    for (int i = 0; i < rows.size(); i++) {
      double label = rows.get(i).get(labels.get(i));
      if (rows.get(i).stream().anyMatch(logit -> logit > label)) {
        return false;
      }
    }
    return true;
  }
}
