package org.temper.data.jinja.methods;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Types;

/** Values put into the fields of a text, which are in braces: {@code str.format}. */
final class BraceFormat {
  private static final int MAX_DEPTH = 2;

  private final List<Object> positional;
  private final Map<String, Object> keywords;
  private final Budget budget;

  /** The next field without a number; -1 once fields are numbered. */
  private int automatic;

  private BraceFormat(List<Object> positional, Map<String, Object> keywords, Budget budget) {
    this.positional = positional;
    this.keywords = keywords;
    this.budget = budget;
  }

  static String format(String format, Arguments arguments, Budget budget) {
    return new BraceFormat(arguments.positional(), arguments.keywords(), budget)
        .fill(format, MAX_DEPTH);
  }

  static String formatMap(String format, Object map, Budget budget) {
    if (!(map instanceof Dict dict)) {
      throw new Fault("format_map() expected a dict, got " + Types.name(map));
    }
    Map<String, Object> keywords = new HashMap<>();
    for (Dict.Entry entry : dict.entries()) {
      if (Types.isText(entry.key())) {
        keywords.put(Types.text(entry.key()), entry.value());
      }
    }
    return new BraceFormat(List.of(), keywords, budget).fill(format, MAX_DEPTH);
  }

  private String fill(String format, int depth) {
    if (depth == 0) {
      throw new Fault("Max string recursion exceeded");
    }
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i++);
      if (c != '{' && c != '}') {
        budget.make(1);
        text.append(c);
      } else if (i < format.length() && format.charAt(i) == c) {
        budget.make(1);
        text.append(c);
        i++;
      } else if (c == '}') {
        throw new Fault("Single '}' encountered in format string");
      } else {
        int end = end(format, i);
        String field = field(format.substring(i, end), depth);
        budget.make(field.length());
        text.append(field);
        i = end + 1;
      }
    }
    return text.toString();
  }

  /** Where the brace that was opened before an index is closed. */
  private static int end(String format, int from) {
    int open = 1;
    boolean inIndex = false;
    boolean inSpec = false;
    for (int i = from; i < format.length(); i++) {
      char c = format.charAt(i);
      if (inIndex) {
        inIndex = c != ']';
      } else if (c == '[' && !inSpec) {
        inIndex = true;
      } else if (c == '{') {
        open++;
      } else if (c == '}' && --open == 0) {
        return i;
      } else if (c == ':') {
        inSpec = true;
      }
    }
    throw new Fault(
        from == format.length()
            ? "Single '{' encountered in format string"
            : "expected '}' before end of string");
  }

  private String field(String field, int depth) {
    int end = nameEnd(field);
    Object value = value(field.substring(0, end));
    String rest = field.substring(end);
    char conversion = ' ';
    if (rest.startsWith("!")) {
      if (rest.length() < 2 || (rest.length() > 2 && rest.charAt(2) != ':')) {
        throw new Fault("expected ':' after conversion specifier");
      }
      conversion = rest.charAt(1);
      rest = rest.substring(2);
    }
    String spec = rest.startsWith(":") ? fill(rest.substring(1), depth - 1) : "";
    return FormatSpec.format(converted(value, conversion), spec, budget);
  }

  private static int nameEnd(String field) {
    boolean inIndex = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '[') {
        inIndex = true;
      } else if (c == ']') {
        inIndex = false;
      } else if (!inIndex && (c == '!' || c == ':')) {
        return i;
      } else if (c == '{' || c == '}') {
        throw new Fault("unexpected '" + c + "' in field name");
      }
    }
    return field.length();
  }

  private Object converted(Object value, char conversion) {
    return switch (conversion) {
      case ' ' -> value;
      case 's' -> Texts.str(value, budget);
      case 'r' -> Texts.repr(value, budget);
      case 'a' -> ascii(Texts.repr(value, budget));
      default -> throw new Fault("Unknown conversion specifier " + conversion);
    };
  }

  private Object value(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
      end++;
    }
    Object value = first(name.substring(0, end));
    int i = end;
    while (i < name.length()) {
      if (name.charAt(i) == '.') {
        int next = i + 1;
        while (next < name.length() && name.charAt(next) != '.' && name.charAt(next) != '[') {
          next++;
        }
        checkNamed(next > i + 1);
        value = Lookup.attribute(value, name.substring(i + 1, next), budget);
        i = next;
      } else {
        int close = name.indexOf(']', i);
        if (name.charAt(i) != '[' || close < 0) {
          throw new Fault("Only '.' or '[' may follow ']' in format field specifier");
        }
        checkNamed(close > i + 1);
        String key = name.substring(i + 1, close);
        value = Lookup.item(value, isIndex(key) ? (Object) index(key) : key, budget);
        i = close + 1;
      }
    }
    return value;
  }

  private static void checkNamed(boolean named) {
    if (!named) {
      throw new Fault("Empty attribute in format string");
    }
  }

  private static boolean isIndex(String key) {
    return !key.isEmpty() && key.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long index(String digits) {
    if (digits.length() > 9) {
      throw new Fault("Too many decimal digits in format string");
    }
    return Long.parseLong(digits);
  }

  private Object first(String name) {
    if (!name.isEmpty() && !isIndex(name)) {
      Object value = keywords.get(name);
      if (value == null) {
        throw new Fault("no value '" + name + "' for the format");
      }
      return value;
    }
    boolean numbered = !name.isEmpty();
    if (numbered ? automatic > 0 : automatic < 0) {
      throw new Fault("cannot switch between automatic and manual field numbering");
    }
    long index = numbered ? index(name) : automatic++;
    if (numbered) {
      automatic = -1;
    }
    if (index >= positional.size()) {
      throw new Fault("Replacement index " + index + " out of range for positional args tuple");
    }
    return positional.get((int) index);
  }

  /** A text with all that is not ASCII as escapes. */
  static String ascii(String text) {
    StringBuilder ascii = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (point < 0x80) {
                ascii.append((char) point);
              } else {
                String format = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
                ascii.append(String.format(format, point));
              }
            });
    return ascii.toString();
  }
}
