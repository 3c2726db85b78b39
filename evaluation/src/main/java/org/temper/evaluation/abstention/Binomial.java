package org.temper.evaluation.abstention;

/** The binomial distribution's lower tail. */
final class Binomial {
  private Binomial() {}

  /**
   * P(X ≤ k) of n trials with success probability p, above 0 and below 1: the terms from k down,
   * each relative to the largest, until they vanish.
   */
  static double atMost(int k, int n, double p) {
    if (k >= n) {
      return 1;
    }
    double odds = p / (1 - p);
    // The largest term of those summed: at the mode where k is beyond it.
    int top = Math.min(k, (int) Math.floor((n + 1.0) * p));
    double logTop = n * Math.log1p(-p);
    for (int i = 1; i <= top; i++) {
      logTop += Math.log((n - i + 1.0) / i * odds);
    }
    double sum = 1;
    double term = 1;
    for (int i = top; i > 0 && term > 0; i--) {
      term *= i / ((n - i + 1.0) * odds);
      sum += term;
    }
    term = 1;
    for (int i = top + 1; i <= k && term > 0; i++) {
      term *= (n - i + 1.0) / i * odds;
      sum += term;
    }
    return Math.min(1, Math.exp(logTop + Math.log(sum)));
  }
}
