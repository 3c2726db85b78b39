package org.temper.data.jinja.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers: whole ones are {@link Long} where they fit, else {@link BigInteger}. */
public final class Numbers {
  /** The most digits of a whole number that becomes text, or is made of it. */
  public static final int MAX_DIGITS = 4300;

  /** The most bits of a whole number. */
  public static final int MAX_BITS = 1 << 16;

  private static final BigInteger MAX_EXACT = BigInteger.ONE.shiftLeft(53);

  private Numbers() {}

  /**
   * A whole number.
   *
   * @param value its value
   * @return the number as the template's values have it
   */
  public static Object of(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    if (value.bitLength() > MAX_BITS) {
      throw new Fault("whole numbers of more than " + MAX_BITS + " bits are out of bounds");
    }
    return value;
  }

  /**
   * Whether a value is a whole number, as booleans are.
   *
   * @param value a value
   * @return whether it is
   */
  public static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
  }

  /**
   * Whether a value is a number, as booleans are.
   *
   * @param value a value
   * @return whether it is
   */
  public static boolean isNumber(Object value) {
    return isInteger(value) || value instanceof Double;
  }

  public static BigInteger big(Object value) {
    if (value instanceof Long number) {
      return BigInteger.valueOf(number);
    }
    if (value instanceof Boolean flag) {
      return flag ? BigInteger.ONE : BigInteger.ZERO;
    }
    return (BigInteger) value;
  }

  /** A whole number as itself, a boolean as 0 or 1. */
  public static Object plain(Object value) {
    return value instanceof Boolean flag ? (Object) (flag ? 1L : 0L) : value;
  }

  /** A number as a float. */
  public static double toDouble(Object value) {
    if (value instanceof Double number) {
      return number;
    }
    if (value instanceof BigInteger big) {
      double number = big.doubleValue();
      if (Double.isInfinite(number)) {
        throw new Fault("int too large to convert to float");
      }
      return number;
    }
    return big(value).longValue();
  }

  /**
   * A whole number that is given as an argument.
   *
   * @param value a value
   * @return the number; what does not fit is the nearest that does
   * @throws Fault if the value is no whole number
   */
  public static long index(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (!isInteger(value)) {
      throw new Fault("'" + Types.name(value) + "' object cannot be interpreted as an integer");
    }
    BigInteger big = big(value);
    if (big.bitLength() < Long.SIZE) {
      return big.longValue();
    }
    return big.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /**
   * The same for what must fit into 31 bits.
   *
   * @param value a value
   * @return the number
   * @throws Fault if the value is no whole number, or too large
   */
  public static int size(Object value) {
    long size = index(value);
    if (size > Integer.MAX_VALUE || size < -Integer.MAX_VALUE) {
      throw new Fault("the number " + size + " is out of bounds");
    }
    return (int) size;
  }

  /** The exact quotient's nearest float. */
  public static double divide(BigInteger left, BigInteger right) {
    if (left.abs().compareTo(MAX_EXACT) <= 0 && right.abs().compareTo(MAX_EXACT) <= 0) {
      return left.doubleValue() / right.doubleValue();
    }
    double quotient =
        new BigDecimal(left)
            .divide(new BigDecimal(right), new MathContext(60, RoundingMode.HALF_EVEN))
            .doubleValue();
    if (Double.isInfinite(quotient)) {
      throw new Fault("integer division result too large for a float");
    }
    return quotient;
  }

  /**
   * The whole number that is nearest to a float towards 0.
   *
   * @param value the float
   * @return the number
   * @throws Fault if it is not finite
   */
  public static Object truncate(double value) {
    if (Double.isNaN(value)) {
      throw new Fault("cannot convert float NaN to integer");
    }
    if (Double.isInfinite(value)) {
      throw new Fault("cannot convert float infinity to integer");
    }
    return Math.abs(value) < 1L << 53
        ? (Object) (long) value
        : of(new BigDecimal(value).toBigInteger());
  }

  /**
   * A text as a whole number.
   *
   * @param text digits with or without a sign, white space around and underscores between
   * @param base the base, or 0 where a prefix tells it
   * @return the number, or null where the text is none
   */
  public static @Nullable Object parse(String text, int base) {
    String digits = Characters.stripEnd(Characters.stripStart(text));
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = base;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      int prefixed =
          switch (Character.toLowerCase(digits.charAt(1))) {
            case 'b' -> 2;
            case 'o' -> 8;
            case 'x' -> 16;
            default -> 0;
          };
      if (prefixed != 0 && (base == 0 || base == prefixed)) {
        radix = prefixed;
        digits = digits.substring(2);
        if (digits.startsWith("_")) {
          digits = digits.substring(1);
        }
      }
    }
    if (radix == 0) {
      if (digits.startsWith("0") && !digits.replace("_", "").matches("0+")) {
        return null;
      }
      radix = 10;
    }
    if (digits.isEmpty()
        || digits.startsWith("_")
        || digits.endsWith("_")
        || digits.contains("__")
        || digits.length() > MAX_DIGITS) {
      return null;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c != '_') {
        if (Character.digit(c, radix) < 0 || (c > 0x7f && Character.isLetter(c))) {
          return null;
        }
        plain.append(Character.forDigit(Character.digit(c, radix), radix));
      }
    }
    BigInteger value = new BigInteger(plain.toString(), radix);
    return of(negative ? value.negate() : value);
  }

  /**
   * A text as a float.
   *
   * @param text digits, or a name of infinity or of no number, white space around
   * @return the float, or null where the text is none
   */
  public static @Nullable Double parseFloat(String text) {
    String number = Characters.stripEnd(Characters.stripStart(text)).toLowerCase(Locale.ROOT);
    if (number.matches("[+-]?(inf|infinity)")) {
      return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (number.matches("[+-]?nan")) {
      return Double.NaN;
    }
    if (number.length() > MAX_DIGITS
        || !number.matches(
            "[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)(e[+-]?\\d+(_\\d+)*)?")) {
      return null;
    }
    return Double.valueOf(number.replace("_", ""));
  }
}
