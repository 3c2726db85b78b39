package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Shares of what a round trains on. Only their ratios matter; what has no example gives its share
 * to the others.
 *
 * @param accepted what was accepted in this round
 * @param earlier what was accepted in earlier rounds
 * @param demonstrations demonstrations that were given
 */
public record DataShares(double accepted, double earlier, double demonstrations) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a share is negative or not finite, or all are 0
   */
  public DataShares {
    check("accepted", accepted);
    check("earlier", earlier);
    check("demonstrations", demonstrations);
    checkArgument(
        accepted + earlier + demonstrations > 0, "shares: expected one above 0, got none");
  }

  private static void check(String name, double share) {
    checkArgument(
        share >= 0 && Double.isFinite(share),
        "%s: expected a finite number of at least 0, got %s",
        name,
        share);
  }
}
