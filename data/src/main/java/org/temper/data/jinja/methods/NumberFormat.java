package org.temper.data.jinja.methods;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Texts;

/** Digits of numbers as a format asks for them, without a sign and white space. */
final class NumberFormat {
  /** The most decimals. */
  static final int MAX_PRECISION = 5_000;

  /** Decimals where a format does not say how many. */
  static final int PRECISION = 6;

  private NumberFormat() {}

  /** Whether a format drops zeros at the end of decimals. */
  enum Zeros {
    DROPPED,
    KEPT
  }

  /** A float that is not negative, in one of the formats {@code e f g} or their capitals. */
  static String digits(double number, char type, int precision, Zeros zeros, Budget budget) {
    if (precision > MAX_PRECISION) {
      throw new Fault("more than " + MAX_PRECISION + " decimals are out of bounds");
    }
    budget.make(precision + 320L);
    char kind = Character.toLowerCase(type);
    String digits;
    if (!Double.isFinite(number)) {
      digits = Double.isNaN(number) ? "nan" : "inf";
    } else if (kind == 'f') {
      digits = new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    } else if (kind == 'e') {
      digits = scientific(number, precision);
    } else {
      digits = general(number, Math.max(1, precision), zeros);
    }
    return kind == type ? digits : digits.toUpperCase(Locale.ROOT);
  }

  private static BigDecimal rounded(double number, int digits) {
    return new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal number) {
    return number.signum() == 0 ? 0 : number.precision() - number.scale() - 1;
  }

  private static String scientific(double number, int precision) {
    BigDecimal rounded = rounded(number, precision + 1);
    int exponent = exponent(rounded);
    StringBuilder digits = new StringBuilder(rounded.unscaledValue().toString());
    while (digits.length() < precision + 1) {
      digits.append('0');
    }
    digits.setLength(precision + 1);
    if (precision > 0) {
      digits.insert(1, '.');
    }
    return digits + power(exponent);
  }

  private static String power(int exponent) {
    return (exponent < 0 ? "e-" : "e+") + String.format("%02d", Math.abs(exponent));
  }

  private static String general(double number, int precision, Zeros zeros) {
    int exponent = exponent(rounded(number, precision));
    boolean fixed = exponent >= -4 && exponent < precision;
    String digits =
        fixed
            ? new BigDecimal(number)
                .setScale(precision - 1 - exponent, RoundingMode.HALF_EVEN)
                .toPlainString()
            : scientific(number, precision - 1);
    if (zeros == Zeros.KEPT) {
      return digits;
    }
    int power = digits.indexOf('e');
    String mantissa = power < 0 ? digits : digits.substring(0, power);
    if (mantissa.indexOf('.') >= 0) {
      mantissa = mantissa.replaceAll("\\.?0+$", "");
    }
    return mantissa + (power < 0 ? "" : digits.substring(power));
  }

  /** A whole number that is not negative, in one of the formats {@code b o d x X}. */
  static String digits(BigInteger number, char type, Budget budget) {
    if (type == 'd') {
      return Texts.digits(number, budget);
    }
    budget.make(number.bitLength());
    String digits =
        number.toString(
            switch (type) {
              case 'b' -> 2;
              case 'o' -> 8;
              default -> 16;
            });
    return type == 'X' ? digits.toUpperCase(Locale.ROOT) : digits;
  }

  /** Digits with a separator between groups of them, up to the first that is none. */
  static String grouped(String digits, char separator, int size) {
    int end = whole(digits, size);
    StringBuilder grouped = new StringBuilder(digits.length() + end / size);
    for (int i = 0; i < end; i++) {
      if (i > 0 && (end - i) % size == 0) {
        grouped.append(separator);
      }
      grouped.append(digits.charAt(i));
    }
    return grouped.append(digits, end, digits.length()).toString();
  }

  /** How many digits stand before the first character that is none. */
  static int whole(String digits, int size) {
    int end = 0;
    while (end < digits.length()
        && Character.digit(digits.charAt(end), 16) >= 0
        && !(size == 3 && digits.charAt(end) == 'e')) {
      end++;
    }
    return end;
  }
}
