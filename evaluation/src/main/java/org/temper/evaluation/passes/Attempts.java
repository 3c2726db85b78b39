package org.temper.evaluation.passes;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The attempts at one task, and how many of them passed.
 *
 * @param attempts how many there were, at least 1
 * @param passed how many of them passed, from 0 to all
 */
public record Attempts(int attempts, int passed) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if there is no attempt, or more passed than there are
   */
  public Attempts {
    checkArgument(attempts >= 1, "attempts: expected at least 1, got %s", attempts);
    checkArgument(
        passed >= 0 && passed <= attempts,
        "passed: expected from 0 to %s, got %s",
        attempts,
        passed);
  }

  /**
   * The probability that at least one of k attempts passes, pass@k = 1 − C(n − c, k) / C(n, k), of
   * n attempts of which c passed: the mean over all choices of k of the n, and so unbiased, where 1
   * − (1 − c/n)ᵏ is not. It is a product of numbers in [0, 1], so that nothing overflows and what
   * is near 0 or 1 keeps its digits.
   *
   * <p>k = 1: c / n. k = n: 1 where one passed, else 0.
   *
   * @param k how many attempts, from 1 to all there were
   * @return in [0, 1]
   * @throws IllegalArgumentException if k is not in its range
   * @see <a href="https://arxiv.org/abs/2107.03374">Chen et al. 2021, equation 1</a>
   */
  public double anyOf(int k) {
    check(k);
    return 1 - allOf(attempts - passed, k);
  }

  /**
   * The probability that each of k attempts passes, pass^k = C(c, k) / C(n, k), of n attempts of
   * which c passed: what a user meets who asks k times.
   *
   * <p>k = 1: c / n. k = n: 1 where all passed, else 0.
   *
   * @param k how many attempts, from 1 to all there were
   * @return in [0, 1]
   * @throws IllegalArgumentException if k is not in its range
   * @see <a href="https://arxiv.org/abs/2406.12045">Yao et al. 2024, τ-bench, section 3</a>
   */
  public double eachOf(int k) {
    check(k);
    return allOf(passed, k);
  }

  /** C(of, k) / C(attempts, k): the product over i below k of (of − i) / (attempts − i). */
  private double allOf(int of, int k) {
    if (of < k) {
      return 0;
    }
    double product = 1;
    for (int i = 0; i < k; i++) {
      product *= (double) (of - i) / (attempts - i);
    }
    return product;
  }

  private void check(int k) {
    checkArgument(k >= 1 && k <= attempts, "k: expected from 1 to %s, got %s", attempts, k);
  }
}
