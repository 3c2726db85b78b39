package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The share of the true best items that a search finds.
 *
 * @param count how many best items were asked for, k
 * @param states how many states were asked
 * @param mean the mean share over the states
 * @param lowest that of the worst state
 */
public record Recall(int count, int states, double mean, double lowest) {

  /**
   * Measures recall@k: |found ∩ best k| / k, the mean over states.
   *
   * @param search what is measured
   * @param exact what finds the true best
   * @param states a sample of what will be asked, such as users' states; at least one
   * @param count how many best items are asked for, k, 1 to the size of the catalog
   * @return the shares
   * @throws IllegalArgumentException if there is no state, the count is out of range, or the two do
   *     not search as many items
   */
  public static Recall of(ItemSearch search, ItemSearch exact, List<float[]> states, int count) {
    checkArgument(
        search.items() == exact.items(),
        "search: expected %s items as in exact, got %s",
        exact.items(),
        search.items());
    checkArgument(!states.isEmpty(), "states: expected at least one, got none");
    checkArgument(
        count >= 1 && count <= exact.items(),
        "count: expected 1 to %s, got %s",
        exact.items(),
        count);
    double sum = 0;
    double lowest = 1;
    for (float[] state : states) {
      Set<Integer> found = new HashSet<>();
      search.top(state, count).forEach(scored -> found.add(scored.item()));
      long best =
          exact.top(state, count).stream().filter(scored -> found.contains(scored.item())).count();
      double share = (double) best / count;
      sum += share;
      lowest = Math.min(lowest, share);
    }
    return new Recall(count, states.size(), sum / states.size(), lowest);
  }
}
