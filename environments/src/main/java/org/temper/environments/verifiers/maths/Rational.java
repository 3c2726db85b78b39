package org.temper.environments.verifiers.maths;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A fraction in lowest terms.
 *
 * @param above what is divided
 * @param below what it is divided by, above 0
 */
record Rational(BigInteger above, BigInteger below) {
  static final Rational ZERO = of(0);
  static final Rational ONE = of(1);

  static Rational of(long value) {
    return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
  }

  static Rational of(BigDecimal value) {
    return value.scale() <= 0
        ? new Rational(value.toBigIntegerExact(), BigInteger.ONE)
        : of(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
  }

  /** A quotient, of which the second must not be 0. */
  static Rational of(BigInteger above, BigInteger below) {
    BigInteger common = above.gcd(below).multiply(BigInteger.valueOf(below.signum()));
    return new Rational(above.divide(common), below.divide(common));
  }

  Rational plus(Rational other) {
    return of(
        above.multiply(other.below).add(other.above.multiply(below)), below.multiply(other.below));
  }

  Rational times(Rational other) {
    return of(above.multiply(other.above), below.multiply(other.below));
  }

  Rational negated() {
    return new Rational(above.negate(), below);
  }

  /** The inverse of what is not 0. */
  Rational inverse() {
    return of(below, above);
  }

  Rational power(int exponent) {
    return exponent < 0
        ? inverse().power(-exponent)
        : new Rational(above.pow(exponent), below.pow(exponent));
  }

  int signum() {
    return above.signum();
  }

  boolean isWhole() {
    return below.equals(BigInteger.ONE);
  }

  int bits() {
    return above.bitLength() + below.bitLength();
  }

  double toDouble() {
    return new BigDecimal(above).divide(new BigDecimal(below), MathContext.DECIMAL64).doubleValue();
  }
}
