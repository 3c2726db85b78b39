package org.temper.data.jinja.methods;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Strings;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Types;

/** A field's format, as {@code str.format} has it. */
final class FormatSpec {
  private static final Pattern PATTERN =
      Pattern.compile(
          "(?s)(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<z>z)?(?<alternate>#)?(?<zero>0)?"
              + "(?<width>\\d+)?(?<grouping>[,_])?(?:\\.(?<precision>\\d+))?(?<type>.)?");

  private final Matcher parts;
  private final Budget budget;

  private FormatSpec(String spec, Budget budget) {
    this.budget = budget;
    Matcher matcher = PATTERN.matcher(spec);
    if (!matcher.matches()) {
      throw new Fault("Invalid format specifier");
    }
    parts = matcher;
  }

  /** A value's text in a format. */
  static String format(Object value, String spec, Budget budget) {
    if (spec.isEmpty()) {
      return Texts.str(value, budget);
    }
    FormatSpec format = new FormatSpec(spec, budget);
    if (Types.isText(value)) {
      return format.text(Types.text(value));
    }
    if (Numbers.isInteger(value)) {
      return format.integer(value);
    }
    if (value instanceof Double number) {
      return format.number(number);
    }
    throw new Fault("unsupported format string passed to " + Types.name(value) + ".__format__");
  }

  private boolean has(String part) {
    return parts.group(part) != null;
  }

  private char character(String part, char otherwise) {
    String group = parts.group(part);
    return group == null ? otherwise : group.charAt(0);
  }

  private int number(String part, int otherwise) {
    String group = parts.group(part);
    if (group == null) {
      return otherwise;
    }
    if (group.length() > 9) {
      throw new Fault("Too many decimal digits in format string");
    }
    return Integer.parseInt(group);
  }

  private Fault invalid(char type, String of) {
    return new Fault("Unknown format code '" + type + "' for object of type '" + of + "'");
  }

  private String text(String text) {
    char type = character("type", 's');
    if (type != 's') {
      throw invalid(type, "str");
    }
    if (has("sign") || has("alternate") || has("z") || has("grouping")) {
      throw new Fault("Sign, alternate form or grouping not allowed in string format specifier");
    }
    char align = character("align", '<');
    if (align == '=') {
      throw new Fault("'=' alignment not allowed in string format specifier");
    }
    int precision = number("precision", Integer.MAX_VALUE);
    int length = Strings.length(text);
    String cut = precision < length ? Strings.slice(text, 0, 1, precision) : text;
    return padded("", cut, align);
  }

  /** Sign and digits to the width. */
  private String padded(String sign, String digits, char align) {
    int width = number("width", 0);
    String fill = has("fill") ? parts.group("fill") : has("zero") ? "0" : " ";
    if (align == '=') {
      return sign
          + Strings.pad(digits, (long) width - sign.length(), fill, Strings.Ends.LEFT, budget);
    }
    Strings.Ends ends =
        switch (align) {
          case '<' -> Strings.Ends.RIGHT;
          case '>' -> Strings.Ends.LEFT;
          default -> Strings.Ends.BOTH;
        };
    if (ends == Strings.Ends.BOTH) {
      // The side that has more is the right one, whatever the widths.
      String text = sign + digits;
      long missing = (long) width - Strings.length(text);
      String left =
          Strings.pad(
              text,
              Strings.length(text) + Math.max(0, missing / 2),
              fill,
              Strings.Ends.LEFT,
              budget);
      return Strings.pad(left, width, fill, Strings.Ends.RIGHT, budget);
    }
    return Strings.pad(sign + digits, width, fill, ends, budget);
  }

  private char numberAlign() {
    return character("align", has("zero") ? '=' : '>');
  }

  private String sign(boolean negative) {
    if (negative) {
      return "-";
    }
    char sign = character("sign", '-');
    return sign == '-' ? "" : String.valueOf(sign);
  }

  private String integer(Object value) {
    BigInteger number = Numbers.big(value);
    char type = character("type", 'd');
    if ("eEfFgG%".indexOf(type) >= 0) {
      return number(Numbers.toDouble(value));
    }
    if (type == 'n') {
      type = 'd';
    }
    if ("bcdoxX".indexOf(type) < 0) {
      throw invalid(type, Types.name(value));
    }
    if (has("precision")) {
      throw new Fault("Precision not allowed in integer format specifier");
    }
    if (type == 'c') {
      return padded("", PercentFormat.character(value), character("align", '<'));
    }
    String prefix = has("alternate") && type != 'd' ? "0" + type : "";
    String digits = NumberFormat.digits(number.abs(), type, budget);
    String sign = sign(number.signum() < 0) + prefix;
    return padded(sign, grouped(sign, digits, type), numberAlign());
  }

  private String grouped(String sign, String digits, char type) {
    if (!has("grouping")) {
      return digits;
    }
    char separator = character("grouping", ',');
    int size = type == 'b' || type == 'o' || type == 'x' || type == 'X' ? 4 : 3;
    if (separator == ',' && size == 4) {
      throw new Fault("Cannot specify ',' with '" + type + "'.");
    }
    String all = digits;
    if (numberAlign() == '=' && has("zero") && !has("fill")) {
      // Zeros that fill the width are grouped, too.
      all = "0".repeat(zeros(sign, digits, size)) + digits;
    }
    return NumberFormat.grouped(all, separator, size);
  }

  /** How many zeros before digits fill the width once all are grouped. */
  private int zeros(String sign, String digits, int size) {
    int width = number("width", 0) - sign.length();
    budget.make(width);
    int whole = NumberFormat.whole(digits, size);
    int zeros = 0;
    while (digits.length() + zeros + (whole + zeros - 1) / size < width) {
      zeros++;
    }
    return zeros;
  }

  private String number(double value) {
    char type = character("type", ' ');
    double magnitude = Math.abs(value);
    boolean belowZero = value < 0 || (value == 0 && 1 / value < 0);
    NumberFormat.Zeros zeros =
        has("alternate") ? NumberFormat.Zeros.KEPT : NumberFormat.Zeros.DROPPED;
    String digits;
    if (type == ' ') {
      digits = has("precision") ? general(magnitude) : Texts.decimal(magnitude);
    } else if (type == '%') {
      digits =
          NumberFormat.digits(magnitude * 100, 'f', number("precision", 6), zeros, budget) + "%";
    } else if ("eEfFgGn".indexOf(type) >= 0) {
      char kind = type == 'n' ? 'g' : type;
      digits = NumberFormat.digits(magnitude, kind, number("precision", 6), zeros, budget);
    } else {
      throw invalid(type, "float");
    }
    boolean zero = digits.chars().noneMatch(c -> (c >= '1' && c <= '9') || (c >= 'a' && c <= 'z'));
    boolean negative = belowZero && !(has("z") && zero);
    String sign = sign(negative);
    return padded(sign, grouped(sign, digits, 'd'), numberAlign());
  }

  /** As many digits as the precision says, and a decimal at least. */
  private String general(double value) {
    int precision = Math.max(1, number("precision", 6));
    String digits = NumberFormat.digits(value, 'g', precision, NumberFormat.Zeros.DROPPED, budget);
    boolean plain = digits.chars().allMatch(Character::isDigit);
    if (!plain) {
      return digits;
    }
    // A whole number of all digits would have none left for a decimal.
    return digits.length() < precision
        ? digits + ".0"
        : NumberFormat.digits(value, 'e', precision - 1, NumberFormat.Zeros.DROPPED, budget)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\.?0*e", "e");
  }
}
