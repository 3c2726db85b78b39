package org.temper.data.jinja.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;

/** Values as text: {@code str} and {@code repr}. */
public final class Texts {
  private static final int CERTAIN_DIGITS = 15;
  private static final int MOST_DIGITS = 17;

  /** Exponents from which a float is written with one. */
  private static final int LARGE = 16;

  private static final int SMALL = -4;

  private Texts() {}

  /**
   * A value as it is printed.
   *
   * @param value a value
   * @param budget what it may use up
   * @return its text
   */
  public static String str(Object value, Budget budget) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Markup markup) {
      return markup.text();
    }
    return value instanceof Undefined ? "" : repr(value, budget);
  }

  /**
   * A value as the source of an expression would have it.
   *
   * @param value a value
   * @param budget what it may use up
   * @return its text
   */
  public static String repr(Object value, Budget budget) {
    StringBuilder text = new StringBuilder();
    append(value, text, budget);
    return text.toString();
  }

  private static void append(Object value, StringBuilder text, Budget budget) {
    budget.enter();
    budget.step();
    int before = text.length();
    if (value instanceof String string) {
      budget.make(string.length());
      quote(string, text);
    } else if (value instanceof Markup markup) {
      budget.make(markup.text().length());
      text.append("Markup(");
      quote(markup.text(), text);
      text.append(')');
    } else if (value instanceof Boolean flag) {
      text.append(flag ? "True" : "False");
    } else if (value instanceof Double number) {
      text.append(decimal(number));
    } else if (value instanceof BigInteger big) {
      text.append(digits(big, budget));
    } else if (value instanceof List<?> list) {
      items(list.iterator(), "[", "]", text, budget);
    } else if (value instanceof Tuple tuple) {
      items(tuple.items().iterator(), "(", tuple.items().size() == 1 ? ",)" : ")", text, budget);
    } else if (value instanceof Dict dict) {
      dict(dict, text, budget);
    } else if (value instanceof DictView view) {
      items(view.iterator(), view.type() + "([", "])", text, budget);
    } else if (value instanceof Range range) {
      text.append("range(").append(range.start()).append(", ").append(range.stop());
      text.append(range.step() == 1 ? ")" : ", " + range.step() + ")");
    } else if (value instanceof Namespace namespace) {
      text.append("<Namespace ");
      append(namespace.dict(), text, budget);
      text.append('>');
    } else if (value instanceof Undefined) {
      text.append("Undefined");
    } else if (value instanceof Long || value == None.NONE) {
      text.append(value);
    } else if (value instanceof Described described) {
      text.append(described.describe());
    } else {
      text.append('<').append(Types.name(value)).append(" object>");
    }
    budget.make(Math.min(text.length() - before, 32));
    budget.leave();
  }

  /** A value that says how it is printed. */
  public interface Described {
    /**
     * How it is printed.
     *
     * @return such as {@code <Macro 'name'>}
     */
    String describe();
  }

  private static void items(
      Iterator<?> items, String open, String close, StringBuilder text, Budget budget) {
    text.append(open);
    for (boolean first = true; items.hasNext(); first = false) {
      if (!first) {
        text.append(", ");
      }
      append(items.next(), text, budget);
    }
    text.append(close);
  }

  private static void dict(Dict dict, StringBuilder text, Budget budget) {
    text.append('{');
    boolean first = true;
    for (Dict.Entry entry : dict.entries()) {
      if (!first) {
        text.append(", ");
      }
      append(entry.key(), text, budget);
      text.append(": ");
      append(entry.value(), text, budget);
      first = false;
    }
    text.append('}');
  }

  private static void quote(String string, StringBuilder text) {
    char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
    text.append(quote);
    string
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                  if (point == quote) {
                    text.append('\\').append(quote);
                  } else if (Characters.isPrintable(point)) {
                    text.appendCodePoint(point);
                  } else {
                    String format =
                        point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
                    text.append(String.format(format, point));
                  }
                }
              }
            });
    text.append(quote);
  }

  /** The digits of a large whole number. */
  public static String digits(BigInteger number, Budget budget) {
    // 4300 decimal digits have 14285 bits at most.
    if (number.bitLength() > 14_285) {
      throw new Fault("whole numbers of more than " + Numbers.MAX_DIGITS + " digits have no text");
    }
    budget.steps(number.bitLength());
    return number.toString();
  }

  /**
   * A float in the fewest digits that give it back.
   *
   * @param number the float
   * @return its text
   */
  public static String decimal(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      String sign = number == 0 && 1 / number < 0 ? "-" : "";
      return sign + (long) number + ".0";
    }
    BigDecimal shortest = shortest(Math.abs(number));
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    return (number < 0 ? "-" : "") + plain(digits, exponent);
  }

  private static BigDecimal shortest(double number) {
    BigDecimal exact = new BigDecimal(number);
    int from = number < Double.MIN_NORMAL ? 1 : CERTAIN_DIGITS;
    for (int digits = from; digits < MOST_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == number) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  private static String plain(String digits, int exponent) {
    if (exponent >= LARGE || exponent < SMALL) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      String sign = exponent < 0 ? "-" : "+";
      String power = String.format("%02d", Math.abs(exponent));
      return digits.charAt(0) + fraction + "e" + sign + power;
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    if (digits.length() <= exponent + 1) {
      return digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
    }
    return digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1);
  }
}
