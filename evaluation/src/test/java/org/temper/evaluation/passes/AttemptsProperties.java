package org.temper.evaluation.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AttemptsProperties {

  private static BigInteger choose(int n, int k) {
    BigInteger result = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      result = result.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return k > n ? BigInteger.ZERO : result;
  }

  private static double ratio(BigInteger above, BigInteger below) {
    return new BigDecimal(above)
        .divide(new BigDecimal(below), MathContext.DECIMAL128)
        .doubleValue();
  }

  @Property(tries = 300)
  void bothAreTheFractionsOfTheirDefinitions(
      @ForAll @IntRange(min = 1, max = 400) int n,
      @ForAll @IntRange(max = 400) int passed,
      @ForAll @IntRange(min = 1, max = 400) int some) {
    int c = Math.min(passed, n);
    int k = Math.min(some, n);
    Attempts attempts = new Attempts(n, c);
    BigInteger all = choose(n, k);
    assertThat(attempts.anyOf(k))
        .isCloseTo(ratio(all.subtract(choose(n - c, k)), all), within(1e-12));
    assertThat(attempts.eachOf(k)).isCloseTo(ratio(choose(c, k), all), within(1e-12));
  }

  @Property(tries = 200)
  void moreAttemptsHelpOneAndHurtTheOther(
      @ForAll @IntRange(min = 2, max = 100) int n, @ForAll @IntRange(max = 100) int passed) {
    Attempts attempts = new Attempts(n, Math.min(passed, n));
    for (int k = 1; k < n; k++) {
      assertThat(attempts.anyOf(k + 1)).isGreaterThanOrEqualTo(attempts.anyOf(k));
      assertThat(attempts.eachOf(k + 1)).isLessThanOrEqualTo(attempts.eachOf(k));
    }
    assertThat(attempts.anyOf(1)).isCloseTo(attempts.eachOf(1), within(1e-15));
  }

  @Property(tries = 20)
  void tasksCountTheSame(@ForAll @IntRange(min = 1, max = 50) int n) {
    List<Attempts> tasks = List.of(new Attempts(n, n), new Attempts(2 * n, 0));
    assertThat(PassRates.anyOf(tasks, 1)).isEqualTo(0.5);
    assertThat(PassRates.eachOf(tasks, n)).isEqualTo(0.5);
  }
}
