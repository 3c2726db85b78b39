package org.temper.data.jinja.methods;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Arguments.Bound;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Characters;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Markup;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Slice;
import org.temper.data.jinja.values.Strings;
import org.temper.data.jinja.values.Strings.Ends;
import org.temper.data.jinja.values.Strings.LineEnds;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;

/** Methods of texts. */
final class TextMethods {
  private static final List<String> NAMES =
      List.of(
          "capitalize",
          "casefold",
          "center",
          "count",
          "encode",
          "endswith",
          "expandtabs",
          "find",
          "format",
          "format_map",
          "index",
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isprintable",
          "isspace",
          "istitle",
          "isupper",
          "join",
          "ljust",
          "lower",
          "lstrip",
          "maketrans",
          "partition",
          "removeprefix",
          "removesuffix",
          "replace",
          "rfind",
          "rindex",
          "rjust",
          "rpartition",
          "rsplit",
          "rstrip",
          "split",
          "splitlines",
          "startswith",
          "strip",
          "swapcase",
          "title",
          "translate",
          "upper",
          "zfill");

  private final String text;
  private final Budget budget;

  private TextMethods(String text, Budget budget) {
    this.text = text;
    this.budget = budget;
  }

  /** A method, or null where there is none such. */
  static @Nullable Callable of(Object target, String name, Budget budget) {
    if (!NAMES.contains(name)) {
      return target instanceof Markup markup ? ofMarkup(markup, name, budget) : null;
    }
    TextMethods methods = new TextMethods(Types.text(target), budget);
    if (target instanceof Markup) {
      return arguments -> marked(methods.call(name, escaped(name, arguments, budget)));
    }
    return arguments -> methods.call(name, arguments);
  }

  private static @Nullable Callable ofMarkup(Markup markup, String name, Budget budget) {
    return switch (name) {
      case "striptags" ->
          arguments -> {
            arguments.bindPositional(name, 0, 0);
            return Html.stripTags(markup.text(), budget);
          };
      case "unescape" ->
          arguments -> {
            arguments.bindPositional(name, 0, 0);
            return Html.unescape(markup.text(), budget);
          };
      default -> null;
    };
  }

  /** What a marked text's method gives is marked too. */
  private static Object marked(Object value) {
    if (value instanceof String text) {
      return new Markup(text);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(TextMethods::marked).toList();
    }
    return value instanceof Tuple tuple
        ? Tuple.of(tuple.items().stream().map(TextMethods::marked).toList())
        : value;
  }

  /** What is put into a marked text is escaped. */
  private static Arguments escaped(String name, Arguments arguments, Budget budget) {
    return switch (name) {
      case "replace", "format" -> {
        List<Object> all = new ArrayList<>();
        arguments
            .positional()
            .forEach(value -> all.add(Types.isText(value) ? Markup.escape(value, budget) : value));
        yield new Arguments(all, arguments.keywords());
      }
      case "join" -> {
        List<Object> all = new ArrayList<>();
        Types.iterator(arguments.bindPositional(name, 1, 1).get(0), budget)
            .forEachRemaining(value -> all.add(Markup.escape(value, budget)));
        yield Arguments.of(all);
      }
      default -> arguments;
    };
  }

  private Object call(String name, Arguments arguments) {
    budget.scan(text.length());
    return switch (name) {
      case "split", "rsplit" -> split(name, arguments.bind(name, 0, "sep", "maxsplit"));
      case "splitlines" -> {
        boolean kept = Types.truth(arguments.bind(name, 0, "keepends").get(0, false));
        yield Strings.lines(text, kept ? LineEnds.KEPT : LineEnds.DROPPED, budget);
      }
      case "expandtabs" -> expandTabs(arguments.bind(name, 0, "tabsize"));
      case "format" -> BraceFormat.format(text, arguments, budget);
      case "format_map" ->
          BraceFormat.formatMap(text, arguments.bindPositional(name, 1, 1).get(0), budget);
      case "encode", "translate", "maketrans" ->
          throw new Fault("the method " + name + " of str is not supported");
      case "strip", "lstrip", "rstrip" -> strip(name, arguments.bindPositional(name, 0, 1));
      case "startswith", "endswith" -> begins(name, arguments.bindPositional(name, 1, 3));
      case "find", "rfind", "index", "rindex" -> find(name, arguments.bindPositional(name, 1, 3));
      case "count" -> count(arguments.bindPositional(name, 1, 3));
      case "replace" -> {
        Bound bound = arguments.bindPositional(name, 2, 3);
        long most = Numbers.index(bound.get(2, -1L));
        yield Strings.replace(
            text, Types.text(bound.get(0)), Types.text(bound.get(1)), most, budget);
      }
      case "join" -> join(arguments.bindPositional(name, 1, 1).get(0));
      case "center", "ljust", "rjust" -> pad(name, arguments.bindPositional(name, 1, 2));
      case "zfill" -> zeroFill(Numbers.index(arguments.bindPositional(name, 1, 1).get(0)));
      case "partition", "rpartition" ->
          partition(name, Types.text(arguments.bindPositional(name, 1, 1).get(0)));
      case "removeprefix" -> {
        String prefix = Types.text(arguments.bindPositional(name, 1, 1).get(0));
        yield text.startsWith(prefix) ? cut(prefix.length(), text.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = Types.text(arguments.bindPositional(name, 1, 1).get(0));
        yield text.endsWith(suffix) ? cut(0, text.length() - suffix.length()) : text;
      }
      default -> {
        arguments.bindPositional(name, 0, 0);
        yield withoutArguments(name);
      }
    };
  }

  private String cut(int start, int end) {
    budget.make((long) end - start);
    return text.substring(start, end);
  }

  private Object withoutArguments(String name) {
    if (name.startsWith("is")) {
      return is(name);
    }
    budget.make(text.length());
    return switch (name) {
      case "upper" -> Strings.upper(text);
      case "lower" -> Strings.lower(text);
      case "casefold" -> Strings.caseFold(text);
      case "capitalize" -> Strings.capitalize(text);
      case "title" -> Strings.title(text);
      default -> Strings.swapCase(text);
    };
  }

  private boolean is(String name) {
    return switch (name) {
      case "isalnum" ->
          Strings.all(text, point -> Character.isLetter(point) || Characters.isNumeric(point));
      case "isalpha" -> Strings.all(text, Character::isLetter);
      case "isascii" -> text.chars().allMatch(c -> c < 0x80);
      case "isdecimal" -> Strings.all(text, Characters::isDecimal);
      case "isdigit" -> Strings.all(text, Characters::isDigit);
      case "isnumeric" -> Strings.all(text, Characters::isNumeric);
      case "isidentifier" ->
          !text.isEmpty()
              && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
              && Strings.all(text, Character::isUnicodeIdentifierPart);
      case "islower" -> Strings.isCase(text, Character::isLowerCase);
      case "isupper" -> Strings.isCase(text, Character::isUpperCase);
      case "isprintable" -> text.codePoints().allMatch(Characters::isPrintable);
      case "isspace" -> Characters.isSpace(text);
      default -> Strings.isTitle(text);
    };
  }

  private List<Object> split(String name, Bound bound) {
    boolean fromEnd = name.equals("rsplit");
    long most = Numbers.index(bound.get(1, -1L));
    Object separator = bound.optional(0);
    if (separator == null) {
      return fromEnd && most >= 0
          ? Strings.wordsFromEnd(text, most, budget)
          : Strings.words(text, most, budget);
    }
    String between = Types.text(separator);
    if (between.isEmpty()) {
      throw new Fault("empty separator");
    }
    return fromEnd && most >= 0
        ? Strings.splitFromEnd(text, between, most, budget)
        : Strings.split(text, between, most, budget);
  }

  private Object expandTabs(Bound bound) {
    int size = Numbers.size(bound.get(0, 8L));
    StringBuilder expanded = new StringBuilder();
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        int missing = size > 0 ? size - column % size : 0;
        budget.make(missing);
        expanded.append(" ".repeat(missing));
        column += missing;
      } else {
        budget.make(1);
        expanded.append(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return expanded.toString();
  }

  private Object strip(String name, Bound bound) {
    Ends ends = name.equals("strip") ? Ends.BOTH : name.equals("lstrip") ? Ends.LEFT : Ends.RIGHT;
    Object characters = bound.optional(0);
    IntPredicate removed;
    if (characters == null) {
      removed = point -> point <= Character.MAX_VALUE && Characters.isSpace((char) point);
    } else {
      String set = Types.text(characters);
      budget.steps((long) text.length() * set.length() / 32);
      removed = point -> set.indexOf(point) >= 0;
    }
    String stripped = Strings.strip(text, removed, ends);
    if (stripped.length() < text.length()) {
      budget.make(stripped.length());
    }
    return stripped;
  }

  /** UTF-16 indices of optional bounds. */
  private int[] within(Object start, Object stop) {
    Slice slice = new Slice(start, stop, None.NONE);
    int length = Strings.length(text);
    Slice.Indices indices = slice.of(length);
    if (start != None.NONE && Numbers.index(start) > length) {
      return new int[] {-1, -1};
    }
    if (indices.count() == 0 && isBefore(start, stop, length)) {
      return new int[] {-1, -1};
    }
    int from = Strings.offset(text, indices.start());
    return new int[] {from, Strings.offset(text, indices.start() + indices.count())};
  }

  private static boolean isBefore(Object start, Object stop, int length) {
    if (stop == None.NONE) {
      return false;
    }
    long from = start == None.NONE ? 0 : Numbers.index(start);
    long to = Numbers.index(stop);
    from = from < 0 ? Math.max(0, from + length) : from;
    to = to < 0 ? Math.max(0, to + length) : Math.min(to, length);
    return to < from;
  }

  private Object begins(String name, Bound bound) {
    int[] within = within(bound.get(1, None.NONE), bound.get(2, None.NONE));
    Object wanted = bound.get(0);
    List<Object> all = wanted instanceof Tuple tuple ? tuple.items() : List.of(wanted);
    boolean found = false;
    for (Object one : all) {
      String affix = Types.text(one);
      budget.scan(affix.length());
      boolean fits = within[0] >= 0 && affix.length() <= within[1] - within[0];
      int at = name.equals("startswith") ? within[0] : within[1] - affix.length();
      found |= fits && text.startsWith(affix, at);
    }
    return found;
  }

  private Object find(String name, Bound bound) {
    int[] within = within(bound.get(1, None.NONE), bound.get(2, None.NONE));
    String wanted = Types.text(bound.get(0));
    int at = -1;
    if (within[0] >= 0) {
      if (name.startsWith("r")) {
        at = Strings.findLast(text, wanted, within[1], budget);
        at = at < within[0] ? -1 : at;
      } else {
        at = Strings.find(text, wanted, within[0], budget);
        at = at + wanted.length() > within[1] ? -1 : at;
      }
    }
    if (at < 0 && name.endsWith("index")) {
      throw new Fault("substring not found");
    }
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  private Object count(Bound bound) {
    int[] within = within(bound.get(1, None.NONE), bound.get(2, None.NONE));
    String wanted = Types.text(bound.get(0));
    return within[0] < 0 ? 0L : Strings.count(text, wanted, within[0], within[1], budget);
  }

  private Object join(Object items) {
    StringBuilder joined = new StringBuilder();
    boolean first = true;
    for (Iterator<Object> all = Types.iterator(items, budget); all.hasNext(); first = false) {
      Object item = all.next();
      if (!Types.isText(item)) {
        throw new Fault("sequence item: expected str instance, " + Types.name(item) + " found");
      }
      String next = Types.text(item);
      budget.make(next.length() + (long) text.length());
      joined.append(first ? "" : text).append(next);
    }
    return joined.toString();
  }

  private Object pad(String name, Bound bound) {
    Ends ends = name.equals("center") ? Ends.BOTH : name.equals("rjust") ? Ends.LEFT : Ends.RIGHT;
    String fill = Types.text(bound.get(1, " "));
    if (Strings.length(fill) != 1) {
      throw new Fault("The fill character must be exactly one character long");
    }
    return Strings.pad(text, Numbers.index(bound.get(0)), fill, ends, budget);
  }

  private Object zeroFill(long width) {
    boolean signed = text.startsWith("+") || text.startsWith("-");
    String sign = signed ? text.substring(0, 1) : "";
    String digits = text.substring(sign.length());
    return sign + Strings.pad(digits, width - sign.length(), "0", Ends.LEFT, budget);
  }

  private Object partition(String name, String separator) {
    if (separator.isEmpty()) {
      throw new Fault("empty separator");
    }
    boolean last = name.equals("rpartition");
    int at =
        last
            ? Strings.findLast(text, separator, text.length(), budget)
            : Strings.find(text, separator, 0, budget);
    budget.make(text.length());
    if (at < 0) {
      return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }
}
