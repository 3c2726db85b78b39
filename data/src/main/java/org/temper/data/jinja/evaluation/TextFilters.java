package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.data.jinja.evaluation.Filters.Function;
import org.temper.data.jinja.methods.Html;
import org.temper.data.jinja.methods.Json;
import org.temper.data.jinja.methods.Json.Style;
import org.temper.data.jinja.methods.Lookup;
import org.temper.data.jinja.methods.Operators;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Arguments.Bound;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Characters;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.DictView;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Markup;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Slice;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;

/** Filters that give texts. */
final class TextFilters {
  private static final Pattern WORD_BEGINNINGS =
      Pattern.compile("[-\\s\\x{1c}-\\x{1f}\\x{85}\\p{Z}({\\[<]+");
  private static final int TRUNCATED = 255;
  private static final long LEEWAY = 5;
  private static final long CENTER = 80;
  private static final String UNRESERVED = "-_.~";

  static final ImmutableMap<String, Function> ALL =
      ImmutableMap.<String, Function>builder()
          .put("capitalize", method("capitalize"))
          .put("center", TextFilters::center)
          .put("e", TextFilters::escape)
          .put("escape", TextFilters::escape)
          .put("forceescape", TextFilters::forceEscape)
          .put("format", TextFilters::format)
          .put("indent", TextFilters::indent)
          .put("join", TextFilters::join)
          .put("lower", method("lower"))
          .put("replace", TextFilters::replace)
          .put("safe", TextFilters::safe)
          .put("string", TextFilters::string)
          .put("striptags", TextFilters::stripTags)
          .put("title", TextFilters::title)
          .put("tojson", TextFilters::toJson)
          .put("trim", TextFilters::trim)
          .put("truncate", TextFilters::truncate)
          .put("upper", method("upper"))
          .put("urlencode", TextFilters::urlEncode)
          .put("wordcount", TextFilters::wordCount)
          .buildOrThrow();

  private TextFilters() {}

  /** A text as it is, anything else as it prints. */
  private static Object soft(Object value, Budget budget) {
    return Types.isText(value) ? value : Texts.str(value, budget);
  }

  private static Object call(Evaluator evaluator, Object text, String method, Object... arguments) {
    Budget budget = evaluator.budget();
    return evaluator.call(
        Lookup.attribute(soft(text, budget), method, budget), Arguments.of(arguments));
  }

  private static Function method(String name) {
    return (value, arguments, evaluator) -> {
      arguments.bind(name, 0);
      return call(evaluator, value, name);
    };
  }

  private static Object center(Object value, Arguments arguments, Evaluator evaluator) {
    return call(evaluator, value, "center", arguments.bind("center", 0, "width").get(0, CENTER));
  }

  private static Object trim(Object value, Arguments arguments, Evaluator evaluator) {
    Object characters = arguments.bind("trim", 0, "chars").get(0, None.NONE);
    return call(evaluator, value, "strip", characters);
  }

  private static Object escape(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("escape", 0);
    return Markup.escape(value, evaluator.budget());
  }

  private static Object forceEscape(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("forceescape", 0);
    return Markup.escape(Texts.str(value, evaluator.budget()), evaluator.budget());
  }

  private static Object safe(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("safe", 0);
    return new Markup(Texts.str(value, evaluator.budget()));
  }

  private static Object string(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("string", 0);
    return soft(value, evaluator.budget());
  }

  private static Object stripTags(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("striptags", 0);
    return Html.stripTags(Texts.str(value, evaluator.budget()), evaluator.budget());
  }

  private static Object format(Object value, Arguments arguments, Evaluator evaluator) {
    if (!arguments.positional().isEmpty() && !arguments.keywords().isEmpty()) {
      throw new Fault("can't handle positional and keyword arguments at the same time");
    }
    Object values = Tuple.of(arguments.positional());
    if (!arguments.keywords().isEmpty()) {
      Dict named = new Dict();
      arguments.keywords().forEach(named::put);
      values = named;
    }
    return Operators.apply("%", soft(value, evaluator.budget()), values, evaluator.budget());
  }

  private static Object indent(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("indent", 0, "width", "first", "blank");
    Budget budget = evaluator.budget();
    Object width = bound.get(0, 4L);
    Object spaces = Types.isText(width) ? width : Operators.apply("*", " ", width, budget);
    boolean first = Types.truth(bound.get(1, false));
    boolean blank = Types.truth(bound.get(2, false));
    String indention = Types.text(spaces);
    String text = Types.text(value) + "\n";
    List<Object> lines = Types.list(call(evaluator, text, "splitlines"), budget);
    StringBuilder indented = new StringBuilder(first ? indention : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      budget.make(line.length() + indention.length() + 1L);
      if (i > 0) {
        indented.append('\n');
        indented.append(blank || !line.isEmpty() ? indention : "");
      }
      indented.append(line);
    }
    return value instanceof Markup ? new Markup(indented.toString()) : indented.toString();
  }

  private static Object join(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("join", 0, "d", "attribute");
    Budget budget = evaluator.budget();
    AttributeGetter attribute = AttributeGetter.of(bound.get(1, None.NONE), budget);
    String separator = Texts.str(bound.get(0, ""), budget);
    StringBuilder joined = new StringBuilder();
    boolean first = true;
    for (Iterator<Object> items = Types.iterator(value, budget); items.hasNext(); first = false) {
      String next = Texts.str(attribute.get(items.next()), budget);
      budget.make(next.length() + (long) separator.length());
      joined.append(first ? "" : separator).append(next);
    }
    return joined.toString();
  }

  private static Object replace(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("replace", 2, "old", "new", "count");
    Budget budget = evaluator.budget();
    Object count = bound.optional(2);
    return call(
        evaluator,
        Texts.str(value, budget),
        "replace",
        Texts.str(bound.get(0), budget),
        Texts.str(bound.get(1), budget),
        count == null ? -1L : count);
  }

  private static Object title(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("title", 0);
    Budget budget = evaluator.budget();
    String text = Texts.str(value, budget);
    budget.make(text.length());
    StringBuilder title = new StringBuilder();
    Matcher beginnings = WORD_BEGINNINGS.matcher(text);
    int done = 0;
    while (beginnings.find()) {
      word(text.substring(done, beginnings.start()), title);
      word(beginnings.group(), title);
      done = beginnings.end();
    }
    word(text.substring(done), title);
    return title.toString();
  }

  private static void word(String word, StringBuilder title) {
    if (!word.isEmpty()) {
      int rest = Character.charCount(word.codePointAt(0));
      title.append(word.substring(0, rest).toUpperCase(Locale.ROOT));
      title.append(word.substring(rest).toLowerCase(Locale.ROOT));
    }
  }

  private static Object toJson(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    Budget budget = evaluator.budget();
    Object indent = bound.optional(1);
    String spaces = "";
    if (indent != null) {
      spaces =
          Types.isText(indent)
              ? Types.text(indent)
              : Types.text(Operators.apply("*", " ", indent, budget));
    }
    String item = indent == null ? ", " : ",";
    String key = ": ";
    Object separators = bound.optional(2);
    if (separators != null) {
      List<Object> both = Types.list(separators, budget);
      if (both.size() != 2) {
        throw new Fault("separators: expected two, got " + both.size());
      }
      item = Types.text(both.get(0));
      key = Types.text(both.get(1));
    }
    return Json.write(
        value,
        new Style(
            spaces,
            indent == null ? Style.Lines.ONE : Style.Lines.EACH,
            item,
            key,
            Types.truth(bound.get(0, false)) ? Style.Escaping.ASCII : Style.Escaping.NECESSARY,
            Types.truth(bound.get(3, false)) ? Style.Order.SORTED : Style.Order.KEPT),
        budget);
  }

  private static Object truncate(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
    Budget budget = evaluator.budget();
    long length = Numbers.index(bound.get(0, (long) TRUNCATED));
    Object end = bound.get(2, "...");
    int endLength = Types.size(end, budget);
    Object leeway = bound.optional(3);
    long tolerated = leeway == null ? LEEWAY : Numbers.index(leeway);
    if (length < endLength || tolerated < 0) {
      throw new Fault("expected length >= " + endLength + " and leeway >= 0, got " + length);
    }
    if (Types.size(value, budget) <= length + tolerated) {
      return value;
    }
    Object cut = Lookup.item(value, new Slice(None.NONE, length - endLength, None.NONE), budget);
    if (!Types.truth(bound.get(1, false))) {
      Object pieces = call(evaluator, Types.text(cut), "rsplit", " ", 1L);
      cut = Lookup.item(pieces, 0L, budget);
    }
    return Operators.apply("+", cut, end, budget);
  }

  private static Object urlEncode(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("urlencode", 0);
    Budget budget = evaluator.budget();
    Iterator<Object> items = Types.isText(value) ? null : Types.iteratorOrNull(value);
    if (items == null) {
      return quoted(Texts.str(value, budget), "/", budget);
    }
    if (value instanceof Dict dict) {
      items = Types.iterator(new DictView(dict, DictView.Kind.ITEMS), budget);
    }
    List<String> pairs = new ArrayList<>();
    while (items.hasNext()) {
      List<Object> pair = Types.list(items.next(), budget);
      if (pair.size() != 2) {
        throw new Fault("urlencode: expected pairs of key and value");
      }
      pairs.add(query(pair.get(0), budget) + "=" + query(pair.get(1), budget));
    }
    return String.join("&", pairs);
  }

  private static String query(Object value, Budget budget) {
    return quoted(Texts.str(value, budget), "", budget).replace("%20", "+");
  }

  private static String quoted(String text, String safe, Budget budget) {
    budget.make(3L * text.length());
    StringBuilder quoted = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 0x80 && (Character.isLetterOrDigit(c) || (UNRESERVED + safe).indexOf(c) >= 0);
      quoted.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return quoted.toString();
  }

  private static Object wordCount(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("wordcount", 0);
    String text = Texts.str(value, evaluator.budget());
    evaluator.budget().scan(text.length());
    long count = 0;
    boolean inWord = false;
    for (int point : text.codePoints().toArray()) {
      boolean word = Characters.isWord(point);
      count += word && !inWord ? 1 : 0;
      inWord = word;
    }
    return count;
  }
}
