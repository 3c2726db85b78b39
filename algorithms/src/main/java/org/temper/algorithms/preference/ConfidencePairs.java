package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;

/**
 * A maker of preferences out of a reward model that knows how sure it is: one item is preferred to
 * another only where its lower bound is above the other's upper bound.
 */
public final class ConfidencePairs {
  private ConfidencePairs() {}

  /**
   * Picks in the position of each scored token the candidate of the highest lower bound as chosen,
   * and those of the lowest upper bounds below it as rejected; ties go to the candidate that stands
   * first. A position without such a pair is no longer scored.
   *
   * @param histories the sequences; only scored positions are looked at
   * @param candidates [B, T, N], items to pick from; one that stands there twice is rejected once
   * @param bounds of the candidates' rewards, row-major [B, T, N]
   * @param maxRejected the most items to reject in a position, C, at least 1
   * @return the preferences, with candidates [B, T, 1 + C]; none if no position has a pair
   * @throws IllegalArgumentException if the shapes do not fit, or {@code maxRejected} is below 1
   */
  public static Optional<ItemPreferenceBatch> select(
      SequenceBatch histories, Candidates candidates, ConfidenceBounds bounds, int maxRejected) {
    checkArgument(maxRejected >= 1, "maxRejected: expected at least 1, got %s", maxRejected);
    candidates.checkFit(histories);
    checkArgument(
        bounds.lower().length == candidates.items().length,
        "bounds: expected %s, one for each candidate, got %s",
        candidates.items().length,
        bounds.lower().length);
    int positions = histories.rows() * histories.columns();
    int width = 1 + maxRejected;
    long[] items = new long[positions * width];
    int[] rejected = new int[positions];
    boolean[] kept = new boolean[positions];
    for (int position = 0; position < positions; position++) {
      if (histories.isScored(position / histories.columns(), position % histories.columns())) {
        int chosen = chosen(candidates, bounds, position);
        long[] below = rejected(candidates, bounds, position, chosen, maxRejected);
        // What is left over is filled with the chosen item, which every policy can score.
        Arrays.fill(items, position * width, (position + 1) * width, candidates.items()[chosen]);
        System.arraycopy(below, 0, items, position * width + 1, below.length);
        rejected[position] = below.length;
        kept[position] = below.length > 0;
      }
    }
    if (IntStream.range(0, positions).noneMatch(position -> kept[position])) {
      return Optional.empty();
    }
    Candidates picked = new Candidates(items, histories.rows(), histories.columns(), width);
    return Optional.of(
        new ItemPreferenceBatch(only(histories, kept), picked, rejected, Optional.empty()));
  }

  private static int chosen(Candidates candidates, ConfidenceBounds bounds, int position) {
    int first = position * candidates.count();
    int chosen = first;
    for (int i = first + 1; i < first + candidates.count(); i++) {
      if (bounds.lower()[i] > bounds.lower()[chosen]) {
        chosen = i;
      }
    }
    return chosen;
  }

  private static long[] rejected(
      Candidates candidates, ConfidenceBounds bounds, int position, int chosen, int most) {
    int first = position * candidates.count();
    List<Integer> below =
        IntStream.range(first, first + candidates.count())
            .filter(i -> bounds.upper()[i] < bounds.lower()[chosen])
            .boxed()
            .sorted(Comparator.comparingDouble(i -> bounds.upper()[i]))
            .toList();
    Set<Long> seen = new HashSet<>();
    return below.stream()
        .mapToLong(i -> candidates.items()[i])
        .filter(item -> item != candidates.items()[chosen] && seen.add(item))
        .limit(most)
        .toArray();
  }

  /** The same sequences, scored in these positions alone. */
  private static SequenceBatch only(SequenceBatch histories, boolean[] positions) {
    int columns = histories.columns();
    long[] tokens = new long[positions.length];
    boolean[] attention = new boolean[positions.length];
    for (int row = 0; row < histories.rows(); row++) {
      int start = histories.start(row);
      Arrays.fill(
          attention, row * columns + start, row * columns + start + histories.length(row), true);
      for (int column = 0; column < columns; column++) {
        tokens[row * columns + column] = histories.token(row, column);
      }
    }
    SequenceBatch batch = SequenceBatch.of(histories.rows(), columns, tokens, attention, positions);
    for (var input : histories.sideInputs().entrySet()) {
      batch = batch.withSideInput(input.getKey(), input.getValue());
    }
    return batch;
  }
}
