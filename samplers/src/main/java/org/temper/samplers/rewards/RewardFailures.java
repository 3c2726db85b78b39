package org.temper.samplers.rewards;

/**
 * Counts of how often a program gave no reward, by kind.
 *
 * @param thrown calls that threw
 * @param timedOut calls that took longer than their limit
 * @param notFinite calls that returned NaN or an infinite number
 */
public record RewardFailures(long thrown, long timedOut, long notFinite) {

  /**
   * All of them.
   *
   * @return the sum
   */
  public long total() {
    return thrown + timedOut + notFinite;
  }
}
