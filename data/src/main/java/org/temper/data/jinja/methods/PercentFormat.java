package org.temper.data.jinja.methods;

import java.math.BigInteger;
import java.util.List;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Markup;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Range;
import org.temper.data.jinja.values.Strings;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** Values put into a text: {@code format % values}. */
final class PercentFormat {
  private final String format;
  private final Object marker;
  private final Object values;
  private final Budget budget;
  private final StringBuilder text = new StringBuilder();
  private int position;
  private int used;

  private PercentFormat(Object format, Object values, Budget budget) {
    this.marker = format;
    this.format = Types.text(format);
    this.values = values;
    this.budget = budget;
  }

  /**
   * A text with values put in.
   *
   * @throws Fault if there are too few or too many of them, or of the wrong types
   */
  static Object format(Object format, Object values, Budget budget) {
    PercentFormat filled = new PercentFormat(format, values, budget);
    filled.fill();
    String text = filled.text.toString();
    return format instanceof Markup ? new Markup(text) : text;
  }

  private void fill() {
    while (position < format.length()) {
      int next = format.indexOf('%', position);
      int end = next < 0 ? format.length() : next;
      append(format.substring(position, end));
      position = end + 1;
      if (next >= 0) {
        field();
      }
    }
    boolean mapping =
        values instanceof Dict
            || values instanceof List
            || values instanceof Range
            || values instanceof Undefined;
    int given = values instanceof Tuple tuple ? tuple.items().size() : 1;
    if (used < given && !mapping) {
      throw new Fault("not all arguments converted during string formatting");
    }
  }

  private void append(String part) {
    budget.make(part.length());
    text.append(part);
  }

  private char next() {
    if (position >= format.length()) {
      throw new Fault("incomplete format");
    }
    return format.charAt(position++);
  }

  private Object argument() {
    List<Object> all = values instanceof Tuple tuple ? tuple.items() : List.of(values);
    if (used >= all.size()) {
      throw new Fault("not enough arguments for format string");
    }
    return all.get(used++);
  }

  private void field() {
    Object keyed = null;
    char c = next();
    if (c == '(') {
      keyed = keyed();
      c = next();
    }
    String flags = "";
    while ("#0- +".indexOf(c) >= 0) {
      flags += c;
      c = next();
    }
    long width = 0;
    if (c == '*') {
      width = Numbers.size(star());
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      c = next();
    } else {
      while (c >= '0' && c <= '9') {
        width = Math.min(width * 10 + c - '0', Integer.MAX_VALUE);
        c = next();
      }
    }
    long precision = -1;
    if (c == '.') {
      c = next();
      precision = 0;
      if (c == '*') {
        precision = Math.max(0, Numbers.size(star()));
        c = next();
      } else {
        while (c >= '0' && c <= '9') {
          precision = Math.min(precision * 10 + c - '0', Integer.MAX_VALUE);
          c = next();
        }
      }
    }
    while (c == 'h' || c == 'l' || c == 'L') {
      c = next();
    }
    if (c == '%') {
      append("%");
      return;
    }
    append(converted(keyed == null ? argument() : keyed, c, flags, width, (int) precision));
  }

  private Object star() {
    Object size = argument();
    if (!Numbers.isInteger(size)) {
      throw new Fault("* wants int");
    }
    return size;
  }

  private Object keyed() {
    if (!(values instanceof Dict dict)) {
      throw new Fault("format requires a mapping");
    }
    int depth = 1;
    int start = position;
    while (depth > 0) {
      char c = next();
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    String key = format.substring(start, position - 1);
    Object value = dict.get(key);
    if (value == null) {
      throw new Fault("no key '" + key + "' for the format");
    }
    used = 1;
    return value;
  }

  private String converted(Object value, char type, String flags, long width, int precision) {
    switch (type) {
      case 's', 'r', 'a' -> {
        String shown = shown(value, type);
        int length = Strings.length(shown);
        String cut =
            precision >= 0 && precision < length ? Strings.slice(shown, 0, 1, precision) : shown;
        return padded("", cut, flags.replace("0", ""), width);
      }
      case 'c' -> {
        return padded("", character(value), flags.replace("0", ""), width);
      }
      case 'd', 'i', 'u', 'o', 'x', 'X' -> {
        return integer(value, type, flags, width, precision);
      }
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        return number(value, type, flags, width, precision);
      }
      default -> throw new Fault("unsupported format character '" + type + "'");
    }
  }

  private String shown(Object value, char type) {
    if (type == 's' && marker instanceof Markup) {
      return Markup.escape(value, budget).text();
    }
    if (type == 's') {
      return Texts.str(value, budget);
    }
    String repr = Texts.repr(value, budget);
    return type == 'r' ? repr : BraceFormat.ascii(repr);
  }

  /** The character of a number, or a text of one character. */
  static String character(Object value) {
    if (Types.isText(value)) {
      String text = Types.text(value);
      if (Strings.length(text) != 1) {
        throw new Fault("the format c requires an int or a character");
      }
      return text;
    }
    long point = Numbers.index(value);
    if (point < 0 || point > Character.MAX_CODE_POINT) {
      throw new Fault("the format c takes numbers below 0x110000");
    }
    return Character.toString((int) point);
  }

  private static String sign(boolean negative, String flags) {
    if (negative) {
      return "-";
    }
    return flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
  }

  private String integer(Object value, char type, String flags, long width, int precision) {
    boolean decimal = type == 'd' || type == 'i' || type == 'u';
    BigInteger number;
    if (value instanceof Double d && decimal) {
      number = Numbers.big(Numbers.truncate(d));
    } else if (Numbers.isInteger(value)) {
      number = Numbers.big(value);
    } else {
      throw new Fault(
          "%"
              + type
              + " format: "
              + (decimal ? "a real number" : "an integer")
              + " is required, not "
              + Types.name(value));
    }
    String digits = NumberFormat.digits(number.abs(), decimal ? 'd' : type, budget);
    digits = Strings.pad(digits, precision, "0", Strings.Ends.LEFT, budget);
    String prefix = flags.contains("#") && !decimal ? "0" + type : "";
    return padded(sign(number.signum() < 0, flags) + prefix, digits, flags, width);
  }

  private String number(Object value, char type, String flags, long width, int precision) {
    double number;
    if (Numbers.isNumber(value)) {
      number = Numbers.toDouble(value);
    } else {
      throw new Fault("must be real number, not " + Types.name(value));
    }
    String digits =
        NumberFormat.digits(
            Math.abs(number),
            type,
            precision < 0 ? NumberFormat.PRECISION : precision,
            flags.contains("#") ? NumberFormat.Zeros.KEPT : NumberFormat.Zeros.DROPPED,
            budget);
    boolean negative = number < 0 || (number == 0 && 1 / number < 0);
    return padded(sign(negative, flags), digits, flags, width);
  }

  private String padded(String sign, String digits, String flags, long width) {
    if (flags.contains("-")) {
      return Strings.pad(sign + digits, width, " ", Strings.Ends.RIGHT, budget);
    }
    if (flags.contains("0")) {
      return sign + Strings.pad(digits, width - sign.length(), "0", Strings.Ends.LEFT, budget);
    }
    return Strings.pad(sign + digits, width, " ", Strings.Ends.LEFT, budget);
  }
}
