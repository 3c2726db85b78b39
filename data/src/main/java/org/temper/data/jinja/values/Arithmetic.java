package org.temper.data.jinja.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Operators of numbers, texts and lists. */
public final class Arithmetic {
  /** How many products of words are a step. */
  private static final int WORDS = 8;

  private Arithmetic() {}

  /**
   * An operator's value.
   *
   * @param operator one of {@code + - * / // % **}
   * @param left its left operand
   * @param right its right operand
   * @param budget what it may use up
   * @return the value
   * @throws Fault if the operands do not have the operator
   */
  public static Object apply(String operator, Object left, Object right, Budget budget) {
    if (left instanceof Long a && right instanceof Long b) {
      Object value = ofLongs(operator, a, b);
      if (value != None.NONE) {
        return value;
      }
    }
    if (left instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
      return ofIntegers(operator, Numbers.big(left), Numbers.big(right), budget);
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return ofFloats(operator, Numbers.toDouble(left), Numbers.toDouble(right));
    }
    return switch (operator) {
      case "+" -> add(left, right, budget);
      case "*" -> multiply(left, right, budget);
      default -> throw unsupported(operator, left, right);
    };
  }

  private static Fault unsupported(String operator, Object left, Object right) {
    return new Fault(
        "unsupported operand types for "
            + operator
            + ": '"
            + Types.name(left)
            + "' and '"
            + Types.name(right)
            + "'");
  }

  /** The value where it is simple, else none. */
  private static Object ofLongs(String operator, long a, long b) {
    switch (operator) {
      case "+" -> {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? None.NONE : (Object) sum;
      }
      case "-" -> {
        long difference = a - b;
        return ((a ^ b) & (a ^ difference)) < 0 ? None.NONE : (Object) difference;
      }
      case "%" -> {
        return b == 0 ? None.NONE : (Object) Math.floorMod(a, b);
      }
      default -> {
        return None.NONE;
      }
    }
  }

  private static Object ofIntegers(String operator, BigInteger a, BigInteger b, Budget budget) {
    budget.steps((a.bitLength() / Long.SIZE + 1L) * (b.bitLength() / Long.SIZE + 1L) / WORDS);
    return switch (operator) {
      case "+" -> Numbers.of(a.add(b));
      case "-" -> Numbers.of(a.subtract(b));
      case "*" -> Numbers.of(a.multiply(b));
      case "/" -> {
        checkDivisor(b.signum());
        yield Numbers.divide(a, b);
      }
      case "//" -> {
        checkDivisor(b.signum());
        BigInteger[] parts = a.divideAndRemainder(b);
        boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        yield Numbers.of(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
      }
      case "%" -> {
        checkDivisor(b.signum());
        BigInteger rest = a.mod(b.abs());
        yield Numbers.of(b.signum() < 0 && rest.signum() != 0 ? rest.add(b) : rest);
      }
      default -> power(a, b, budget);
    };
  }

  private static void checkDivisor(int sign) {
    if (sign == 0) {
      throw new Fault("division by zero");
    }
  }

  private static Object power(BigInteger base, BigInteger exponent, Budget budget) {
    if (exponent.signum() < 0) {
      return ofFloats(
          "**", Numbers.toDouble(Numbers.of(base)), Numbers.toDouble(Numbers.of(exponent)));
    }
    if (base.bitLength() <= 1) {
      // 0, 1, -1 and -2 have no more than one bit; -2 grows.
      if (!base.equals(BigInteger.TWO.negate())) {
        return base.signum() < 0
            ? (Object) (exponent.testBit(0) ? -1L : 1L)
            : Numbers.of(exponent.signum() == 0 ? BigInteger.ONE : base);
      }
    }
    if (exponent.bitLength() > 31
        || exponent.longValue() * (base.bitLength() - 1L) > Numbers.MAX_BITS) {
      throw new Fault("whole numbers of more than " + Numbers.MAX_BITS + " bits are out of bounds");
    }
    budget.steps(exponent.longValue() * base.bitLength() / WORDS);
    return Numbers.of(base.pow(exponent.intValue()));
  }

  private static Object ofFloats(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> {
        checkDivisor(b == 0 ? 0 : 1);
        yield a / b;
      }
      case "//" -> {
        checkDivisor(b == 0 ? 0 : 1);
        yield floorDivide(a, b);
      }
      case "%" -> {
        checkDivisor(b == 0 ? 0 : 1);
        yield modulo(a, b);
      }
      default -> power(a, b);
    };
  }

  private static double modulo(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0.0, b);
    }
    return (b < 0) != (rest < 0) ? rest + b : rest;
  }

  private static double floorDivide(double a, double b) {
    double rest = a % b;
    double quotient = (a - rest) / b;
    if (rest != 0 && (b < 0) != (rest < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0.0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double power(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw new Fault("0.0 cannot be raised to a negative power");
    }
    if (base == 1 || exponent == 0) {
      return 1;
    }
    if (base == -1 && Double.isInfinite(exponent)) {
      return 1;
    }
    if (base < 0
        && Double.isFinite(base)
        && Double.isFinite(exponent)
        && exponent != Math.rint(exponent)) {
      throw new Fault("complex numbers are not supported");
    }
    double value = Math.pow(base, exponent);
    if (Double.isInfinite(value) && Double.isFinite(base) && Double.isFinite(exponent)) {
      throw new Fault("numerical result out of range");
    }
    return value;
  }

  private static Object add(Object left, Object right, Budget budget) {
    if (Types.isText(left) && Types.isText(right)) {
      if (left instanceof Markup || right instanceof Markup) {
        return new Markup(
            concatenate(
                Markup.escape(left, budget).text(), Markup.escape(right, budget).text(), budget));
      }
      return concatenate((String) left, (String) right, budget);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return joined(a, b, budget);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return Tuple.of(joined(a.items(), b.items(), budget));
    }
    throw unsupported("+", left, right);
  }

  private static String concatenate(String left, String right, Budget budget) {
    budget.make((long) left.length() + right.length());
    return left.concat(right);
  }

  private static List<Object> joined(List<?> left, List<?> right, Budget budget) {
    budget.items((long) left.size() + right.size());
    List<Object> all = new ArrayList<>(left.size() + right.size());
    all.addAll(left);
    all.addAll(right);
    return all;
  }

  private static Object multiply(Object left, Object right, Budget budget) {
    if (Numbers.isInteger(left) && !Numbers.isNumber(right)) {
      return repeat(right, left, budget);
    }
    return repeat(left, right, budget);
  }

  private static Object repeat(Object value, Object count, Budget budget) {
    if (!Numbers.isInteger(count)) {
      throw unsupported("*", value, count);
    }
    if (Numbers.plain(count) instanceof BigInteger) {
      throw new Fault("the number of repetitions is out of bounds");
    }
    long times = Math.max(0, Numbers.index(count));
    if (value instanceof String text) {
      return repeat(text, times, budget);
    }
    if (value instanceof Markup markup) {
      return new Markup(repeat(markup.text(), times, budget));
    }
    if (value instanceof List<?> list) {
      return repeat(list, times, budget);
    }
    if (value instanceof Tuple tuple) {
      return Tuple.of(repeat(tuple.items(), times, budget));
    }
    throw unsupported("*", value, count);
  }

  private static String repeat(String text, long times, Budget budget) {
    if (text.isEmpty()) {
      return text;
    }
    budget.make(product(text.length(), times));
    return text.repeat((int) times);
  }

  private static List<Object> repeat(List<?> list, long times, Budget budget) {
    budget.items(product(list.size(), times));
    List<Object> all = new ArrayList<>();
    for (long i = 0; i < times && !list.isEmpty(); i++) {
      all.addAll(list);
    }
    return all;
  }

  private static long product(long size, long times) {
    return times > Integer.MAX_VALUE ? (size == 0 ? 0 : Integer.MAX_VALUE) : size * times;
  }

  /**
   * A number with a sign.
   *
   * @param operator {@code +} or {@code -}
   * @param operand the number
   * @return the value
   * @throws Fault if the operand is no number
   */
  public static Object sign(String operator, Object operand) {
    if (operand instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (operand instanceof Double number) {
      return operator.equals("-") ? (Object) (-number) : operand;
    }
    if (!Numbers.isInteger(operand)) {
      throw new Fault("bad operand type for unary " + operator + ": '" + Types.name(operand) + "'");
    }
    return operator.equals("-")
        ? Numbers.of(Numbers.big(operand).negate())
        : Numbers.plain(operand);
  }

  /**
   * A number rounded to decimals, halves to even ones.
   *
   * @param value a number
   * @param decimals how many decimals; negative ones round to tens
   * @return the number, of the same type
   * @throws Fault if it is no number
   */
  public static Object round(Object value, Object decimals) {
    if (value instanceof Undefined || !Numbers.isNumber(value)) {
      throw new Fault("type " + Types.name(value) + " cannot be rounded");
    }
    long digits = Numbers.index(decimals);
    if (Numbers.isInteger(value)) {
      return digits >= 0 ? Numbers.plain(value) : roundInteger(Numbers.big(value), digits);
    }
    double number = (Double) value;
    // What is beyond a float's decimals changes nothing, or leaves nothing.
    if (!Double.isFinite(number) || number == 0 || digits > 325) {
      return number;
    }
    if (digits < -310) {
      return Math.copySign(0.0, number);
    }
    double rounded =
        new BigDecimal(number).setScale((int) digits, RoundingMode.HALF_EVEN).doubleValue();
    if (Double.isInfinite(rounded)) {
      throw new Fault("rounded value too large to represent");
    }
    return Math.copySign(rounded, number);
  }

  private static Object roundInteger(BigInteger value, long digits) {
    if (digits < -Numbers.MAX_DIGITS) {
      return 0L;
    }
    return Numbers.of(
        new BigDecimal(value).setScale((int) digits, RoundingMode.HALF_EVEN).toBigInteger());
  }
}
