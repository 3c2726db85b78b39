package org.temper.environments.verifiers.calls;

import java.math.BigInteger;
import java.util.Optional;
import org.temper.environments.verifiers.calls.PythonValue.Floating;
import org.temper.environments.verifiers.calls.PythonValue.Int;
import org.temper.environments.verifiers.calls.PythonValue.Str;

/** Python's operators on numbers, and {@code +} on text; no result is longer than 4,096 bits. */
final class PythonArithmetic {
  private static final int MAX_BITS = 4096;

  private PythonArithmetic() {}

  /** What an operator gives; empty where it gives nothing. */
  static Optional<PythonValue> apply(String operator, PythonValue left, PythonValue right) {
    if (left instanceof Int one && right instanceof Int two && isWhole(operator, two)) {
      return whole(operator, one.value(), two.value()).map(Int::new);
    }
    if (left instanceof Str one && right instanceof Str two && operator.equals("+")) {
      return Optional.of(new Str(one.value() + two.value()));
    }
    Optional<Double> one = number(left);
    Optional<Double> two = number(right);
    return one.isEmpty() || two.isEmpty()
        ? Optional.empty()
        : Optional.of(floating(operator, one.get(), two.get()))
            .filter(value -> Double.isFinite(value))
            .map(Floating::new);
  }

  private static boolean isWhole(String operator, Int right) {
    return !operator.equals("/") && !(operator.equals("**") && right.value().signum() < 0);
  }

  private static Optional<BigInteger> whole(String operator, BigInteger one, BigInteger two) {
    return switch (operator) {
      case "+" -> Optional.of(one.add(two));
      case "-" -> Optional.of(one.subtract(two));
      case "*" -> Optional.of(one.multiply(two)).filter(v -> v.bitLength() <= MAX_BITS);
      case "//" -> two.signum() == 0 ? Optional.empty() : Optional.of(floorOf(one, two));
      case "%" ->
          two.signum() == 0
              ? Optional.empty()
              : Optional.of(one.subtract(two.multiply(floorOf(one, two))));
      default ->
          two.bitLength() > 30 || bits(one, two) > MAX_BITS
              ? Optional.empty()
              : Optional.of(one.pow(two.intValueExact()));
    };
  }

  private static long bits(BigInteger base, BigInteger exponent) {
    return (long) base.abs().bitLength() * exponent.longValueExact();
  }

  private static BigInteger floorOf(BigInteger one, BigInteger two) {
    BigInteger[] parts = one.divideAndRemainder(two);
    boolean below = parts[1].signum() != 0 && parts[1].signum() != two.signum();
    return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static double floating(String operator, double one, double two) {
    return switch (operator) {
      case "+" -> one + two;
      case "-" -> one - two;
      case "*" -> one * two;
      case "/" -> one / two;
      case "//" -> Math.floor(one / two);
      case "%" -> one - two * Math.floor(one / two);
      default -> Math.pow(one, two);
    };
  }

  private static Optional<Double> number(PythonValue value) {
    if (value instanceof Int number) {
      return Optional.of(number.value().doubleValue());
    }
    return value instanceof Floating number ? Optional.of(number.value()) : Optional.empty();
  }
}
