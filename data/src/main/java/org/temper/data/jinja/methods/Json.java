package org.temper.data.jinja.methods;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Sorting;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;

/** Values as JSON, written as Python's {@code json.dumps} does. */
public final class Json {
  private final Style style;
  private final Budget budget;
  private final StringBuilder text = new StringBuilder();
  private int level;

  private Json(Style style, Budget budget) {
    this.style = style;
    this.budget = budget;
  }

  /**
   * How it is written.
   *
   * @param indent what a level is indented by, or nothing for one line
   * @param lines whether an item has a line of its own
   * @param item what is between two items
   * @param key what is between a key and its value
   * @param characters which characters are escaped
   * @param order the order of keys
   */
  public record Style(
      String indent, Lines lines, String item, String key, Escaping characters, Order order) {
    /** Whether an item has a line of its own. */
    public enum Lines {
      /** All are on one. */
      ONE,
      /** Each has its own. */
      EACH
    }

    /** Which characters are escaped. */
    public enum Escaping {
      /** Those that must be. */
      NECESSARY,
      /** All that are not ASCII, too. */
      ASCII
    }

    /** The order of keys. */
    public enum Order {
      /** As the dict has it. */
      KEPT,
      /** Sorted. */
      SORTED
    }
  }

  /**
   * Writes a value.
   *
   * @param value a value
   * @param style how
   * @param budget what it may use up
   * @return JSON
   * @throws Fault if the value has no JSON
   */
  public static String write(Object value, Style style, Budget budget) {
    Json json = new Json(style, budget);
    json.value(value);
    return json.text.toString();
  }

  private void append(String part) {
    budget.make(part.length());
    text.append(part);
  }

  private void value(Object value) {
    budget.enter();
    budget.step();
    if (Types.isText(value)) {
      string(Types.text(value));
    } else if (value == None.NONE) {
      append("null");
    } else if (value instanceof Boolean || Numbers.isNumber(value)) {
      append(scalar(value));
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof Tuple tuple) {
      list(tuple.items());
    } else if (value instanceof Dict dict) {
      dict(dict);
    } else {
      throw new Fault("Object of type " + Types.name(value) + " is not JSON serializable");
    }
    budget.leave();
  }

  private String scalar(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "true" : "false";
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      return number.isNaN() ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }
    if (value instanceof Double number) {
      return Texts.decimal(number);
    }
    return value instanceof BigInteger big ? Texts.digits(big, budget) : value.toString();
  }

  private void list(List<?> list) {
    if (list.isEmpty()) {
      append("[]");
      return;
    }
    append("[");
    level++;
    boolean first = true;
    for (Object item : list) {
      separate(first);
      value(item);
      first = false;
    }
    close("]");
  }

  private void separate(boolean first) {
    if (!first) {
      append(style.item());
    }
    line();
  }

  private void line() {
    if (style.lines() == Style.Lines.EACH) {
      budget.make(1 + (long) level * style.indent().length());
      text.append('\n').append(style.indent().repeat(level));
    }
  }

  private void close(String bracket) {
    level--;
    line();
    append(bracket);
  }

  private void dict(Dict dict) {
    if (dict.size() == 0) {
      append("{}");
      return;
    }
    append("{");
    level++;
    boolean first = true;
    for (Iterator<Dict.Entry> entries = entries(dict); entries.hasNext(); first = false) {
      Dict.Entry entry = entries.next();
      separate(first);
      string(key(entry.key()));
      append(style.key());
      value(entry.value());
    }
    close("}");
  }

  private Iterator<Dict.Entry> entries(Dict dict) {
    if (style.order() == Style.Order.KEPT) {
      return dict.entries().iterator();
    }
    List<Dict.Entry> sorted = new ArrayList<>(dict.entries());
    Sorting.sort(sorted, (a, b) -> Comparisons.ordered("<", a.key(), b.key(), budget));
    return sorted.iterator();
  }

  private String key(Object key) {
    if (Types.isText(key)) {
      return Types.text(key);
    }
    if (key == None.NONE) {
      return "null";
    }
    if (!Numbers.isNumber(key)) {
      throw new Fault("keys must be str, int, float, bool or None, not " + Types.name(key));
    }
    return scalar(key);
  }

  private void string(String string) {
    budget.make(string.length() + 2L);
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\f' -> text.append("\\f");
        case '\b' -> text.append("\\b");
        default -> {
          boolean escaped = c > '~' && style.characters() == Style.Escaping.ASCII;
          if (c < ' ' || escaped) {
            budget.make(6);
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
