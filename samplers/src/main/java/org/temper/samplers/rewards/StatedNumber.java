package org.temper.samplers.rewards;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as a text states it: what a solution comes to. It is the first number after the last
 * marker {@code ####} that a number follows, as GSM8K ends its solutions, or else the last number.
 *
 * <p>Read as numbers are: {@code -5} and {@code −5} (U+2212), but in {@code 10-3} the sign belongs
 * to no number, so that it is 3; {@code .5}; {@code 1,234.50}, but {@code 3,4,5} is a list whose
 * last number is 5; {@code 3/4} as a fraction, exactly; {@code 1e3}; {@code 50 %} as 50, and units
 * and currency signs as nothing. A numeral of more than 40 digits is none, so that no text takes
 * long.
 */
public final class StatedNumber {
  private static final String MARKER = "####";
  private static final Pattern NUMERAL =
      Pattern.compile(
          "(?<sign>(?<![\\p{L}\\p{N}.)\\]])[-\u2212])?"
              + "(?<number>(?:(?<![\\d.])(?:\\d{1,3}(?:,\\d{3}){1,12}(?![\\d]|,\\d)|\\d{1,40}(?!\\d))"
              + "(?:\\.\\d{1,40}(?![\\d]))?|(?<!\\d)\\.\\d{1,40}(?!\\d))"
              + "(?:[eE][+-]?\\d{1,3}(?![\\p{L}\\p{N}]))?)"
              + "(?:/(?<denominator>\\d{1,40})(?![\\d/.]))?");

  private final BigDecimal numerator;
  private final BigDecimal denominator;

  private StatedNumber(BigDecimal numerator, BigDecimal denominator) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /**
   * Reads a text.
   *
   * @param text any text
   * @return its number; empty where there is none
   */
  public static Optional<StatedNumber> of(String text) {
    Optional<StatedNumber> marked = Optional.empty();
    Optional<StatedNumber> last = Optional.empty();
    int marker = text.indexOf(MARKER);
    Matcher numeral = NUMERAL.matcher(text);
    while (numeral.find()) {
      last = Optional.of(read(text, numeral));
      if (marker >= 0 && marker < numeral.start()) {
        marked = last;
        marker = text.indexOf(MARKER, numeral.end());
      }
    }
    return marked.isPresent() ? marked : last;
  }

  private static StatedNumber read(String text, Matcher numeral) {
    BigDecimal number = new BigDecimal(numeral.group("number").replace(",", ""));
    String below = numeral.group("denominator");
    if (below != null && numeral.start() > 0 && text.charAt(numeral.start() - 1) == '/') {
      // The end of a date, not a fraction.
      return new StatedNumber(new BigDecimal(below), BigDecimal.ONE);
    }
    BigDecimal divisor = below == null ? BigDecimal.ONE : new BigDecimal(below);
    return new StatedNumber(
        numeral.group("sign") == null ? number : number.negate(),
        divisor.signum() == 0 ? BigDecimal.ONE : divisor);
  }

  /**
   * What is divided.
   *
   * @return the number itself where it is no fraction
   */
  public BigDecimal numerator() {
    return numerator;
  }

  /**
   * What it is divided by.
   *
   * @return above 0; 1 where it is no fraction
   */
  public BigDecimal denominator() {
    return denominator;
  }

  /**
   * Whether this is the same number, however it was written.
   *
   * @param other another number
   * @return true also of {@code 0.75} and {@code 3/4}, {@code 1e3} and {@code 1,000}
   */
  public boolean isEqualTo(StatedNumber other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator))
        == 0;
  }

  @Override
  public String toString() {
    String above = numerator.stripTrailingZeros().toString();
    return denominator.compareTo(BigDecimal.ONE) == 0
        ? above
        : above + "/" + denominator.toPlainString();
  }
}
