package org.temper.environments.verifiers.maths;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * A value of an expression: exact where it is a fraction of not too many digits.
 *
 * @param exact the fraction, if it is one
 * @param value the value as a double; NaN where it is undefined or too large
 */
record Quantity(Optional<Rational> exact, double value) {
  static final Quantity UNDEFINED = new Quantity(Optional.empty(), Double.NaN);

  /** The most bits of a fraction that is kept exactly. */
  private static final int MAX_BITS = 4096;

  private static final int MAX_FACTORIAL = 300;
  private static final double ALMOST_ZERO = 1e-12;

  static Quantity of(Rational exact) {
    double value = exact.toDouble();
    return exact.bits() <= MAX_BITS
        ? new Quantity(Optional.of(exact), value)
        : new Quantity(Optional.empty(), Double.isFinite(value) ? value : Double.NaN);
  }

  static Quantity of(double value) {
    return new Quantity(Optional.empty(), Double.isFinite(value) ? value : Double.NaN);
  }

  static Quantity infinite() {
    return new Quantity(Optional.empty(), Double.POSITIVE_INFINITY);
  }

  boolean isDefined() {
    return !Double.isNaN(value);
  }

  Quantity plus(Quantity other) {
    return exactly(other, Rational::plus).orElseGet(() -> finite(other, value + other.value));
  }

  Quantity times(Quantity other) {
    return exactly(other, Rational::times).orElseGet(() -> finite(other, value * other.value));
  }

  Quantity negated() {
    return new Quantity(exact.map(Rational::negated), -value);
  }

  Quantity inverse() {
    if (value == 0) {
      return UNDEFINED;
    }
    return exact.map(fraction -> of(fraction.inverse())).orElseGet(() -> of(1 / value));
  }

  Quantity power(Quantity exponent) {
    Optional<Rational> whole =
        exponent.exact.filter(e -> e.isWhole() && e.above().bitLength() < 16);
    if (exact.isPresent() && whole.isPresent()) {
      int times = whole.get().above().intValueExact();
      if (value == 0 && times <= 0) {
        return times == 0 ? of(Rational.ONE) : UNDEFINED;
      }
      if ((long) exact.get().bits() * Math.abs(times) <= MAX_BITS) {
        return of(exact.get().power(times));
      }
    }
    return exponent
        .exact
        .filter(e -> e.equals(new Rational(BigInteger.ONE, BigInteger.TWO)))
        .map(half -> root(2))
        .orElseGet(() -> of(Math.pow(value, exponent.value)));
  }

  /** The root of a degree, exactly where it is a fraction. */
  Quantity root(int degree) {
    if (value < 0 && degree % 2 == 0) {
      return UNDEFINED;
    }
    double approximate =
        degree == 2
            ? Math.sqrt(value)
            : Math.copySign(Math.pow(Math.abs(value), 1.0 / degree), value);
    if (exact.isPresent() && degree <= 64) {
      BigInteger above = wholeRoot(exact.get().above().abs(), degree);
      BigInteger below = wholeRoot(exact.get().below(), degree);
      Rational root = Rational.of(value < 0 ? above.negate() : above, below);
      if (root.power(degree).equals(exact.get())) {
        return of(root);
      }
    }
    return of(approximate);
  }

  /** The largest whole number whose power is not above a number. */
  private static BigInteger wholeRoot(BigInteger number, int degree) {
    BigInteger low = BigInteger.ZERO;
    BigInteger high = BigInteger.ONE.shiftLeft(number.bitLength() / degree + 1);
    while (low.compareTo(high) < 0) {
      BigInteger middle = low.add(high).add(BigInteger.ONE).shiftRight(1);
      if (middle.pow(degree).compareTo(number) <= 0) {
        low = middle;
      } else {
        high = middle.subtract(BigInteger.ONE);
      }
    }
    return low;
  }

  Quantity factorial() {
    if (exact.isEmpty() || !exact.get().isWhole() || value < 0 || value > MAX_FACTORIAL) {
      return UNDEFINED;
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= value; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return of(new Rational(product, BigInteger.ONE));
  }

  Quantity absolute() {
    return value < 0 ? negated() : this;
  }

  Quantity floor() {
    return exact
        .map(
            fraction -> {
              BigInteger[] parts = fraction.above().divideAndRemainder(fraction.below());
              boolean below = parts[1].signum() < 0;
              return of(
                  new Rational(
                      below ? parts[0].subtract(BigInteger.ONE) : parts[0], BigInteger.ONE));
            })
        .orElseGet(() -> of(Math.floor(value)));
  }

  /**
   * Whether two values are the same: fractions exactly, where no tolerance is given, anything else
   * within it.
   */
  boolean isCloseTo(Quantity other, double tolerance, double roundOff) {
    if (tolerance == 0 && exact.isPresent() && other.exact.isPresent()) {
      return exact.get().equals(other.exact.get());
    }
    double bound = Math.max(tolerance, roundOff) * Math.max(Math.abs(value), Math.abs(other.value));
    return value == other.value
        || (Math.abs(value - other.value) <= Math.max(bound, ALMOST_ZERO)
            && Double.isFinite(value)
            && Double.isFinite(other.value));
  }

  private Optional<Quantity> exactly(Quantity other, BinaryOperator<Rational> operator) {
    return exact.isPresent() && other.exact.isPresent()
        ? Optional.of(of(operator.apply(exact.get(), other.exact.get())))
        : Optional.empty();
  }

  /** A result of the floating-point kind, infinite only where something was. */
  private Quantity finite(Quantity other, double result) {
    boolean infinite = Double.isInfinite(value) || Double.isInfinite(other.value);
    return infinite ? new Quantity(Optional.empty(), result) : of(result);
  }
}
