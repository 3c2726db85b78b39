package org.temper.samplers.selection;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Comparator.comparingDouble;

import java.util.Comparator;
import java.util.List;

/** The order from the best candidate on, of equals the smaller stream first. */
final class RewardOrder {
  private static final Comparator<Candidate> BEST_FIRST =
      comparingDouble(Candidate::reward).reversed().thenComparingLong(Candidate::stream);

  private RewardOrder() {}

  static List<Candidate> bestFirst(List<Candidate> candidates) {
    return candidates.stream().sorted(BEST_FIRST).toList();
  }

  static void checkCount(int count) {
    checkArgument(count >= 1, "count: expected at least 1, got %s", count);
  }

  static void checkThreshold(double threshold) {
    checkArgument(
        Double.isFinite(threshold), "threshold: expected a finite number, got %s", threshold);
  }
}
