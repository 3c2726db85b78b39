package org.temper.data.jinja.values;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kinds of values: their types' names, truth, sizes and items. */
public final class Types {
  private Types() {}

  /**
   * The name of a value's type.
   *
   * @param value a value
   * @return Python's name
   */
  public static String name(Object value) {
    if (isText(value)) {
      return value instanceof String ? "str" : "Markup";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Long || value instanceof BigInteger) {
      return "int";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value == None.NONE) {
      return "NoneType";
    }
    if (value instanceof List) {
      return "list";
    }
    if (value instanceof Tuple) {
      return "tuple";
    }
    if (value instanceof Dict) {
      return "dict";
    }
    if (value instanceof Range) {
      return "range";
    }
    if (value instanceof DictView view) {
      return view.type();
    }
    if (value instanceof Generator generator) {
      return generator.type();
    }
    if (value instanceof Attributed attributed) {
      return attributed.type();
    }
    return value instanceof Callable ? "function" : value.getClass().getSimpleName();
  }

  /**
   * Whether a value is a text.
   *
   * @param value a value
   * @return whether it is
   */
  public static boolean isText(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /**
   * The text of a value that is one.
   *
   * @param value a text
   * @return its characters
   * @throws Fault if it is none
   */
  public static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Markup markup) {
      return markup.text();
    }
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    throw new Fault("expected str, got " + name(value));
  }

  /**
   * Whether a value counts as true.
   *
   * @param value a value
   * @return whether it does
   */
  public static boolean truth(Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value == None.NONE || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Long number) {
      return number != 0;
    }
    if (value instanceof Double number) {
      return number != 0;
    }
    if (isText(value)) {
      return !text(value).isEmpty();
    }
    return sizeOrNegative(value) != 0;
  }

  /** The number of a value's items, or -1 where it has no such number. */
  static int sizeOrNegative(Object value) {
    if (value instanceof List<?> list) {
      return list.size();
    }
    if (value instanceof Dict dict) {
      return dict.size();
    }
    if (isText(value)) {
      return Strings.length(text(value));
    }
    if (value instanceof Tuple tuple) {
      return tuple.items().size();
    }
    if (value instanceof Range range) {
      return range.size();
    }
    if (value instanceof DictView view) {
      return view.dict().size();
    }
    if (value instanceof Sized sized) {
      return sized.size();
    }
    return value instanceof Undefined ? 0 : -1;
  }

  /**
   * The number of a value's items.
   *
   * @param value a text, list, tuple, dict, range or view
   * @param budget what it may use up
   * @return the number
   * @throws Fault if it has none
   */
  public static int size(Object value, Budget budget) {
    if (isText(value)) {
      budget.scan(text(value).length());
    }
    int size = sizeOrNegative(value);
    if (size < 0) {
      throw new Fault("object of type '" + name(value) + "' has no len()");
    }
    return size;
  }

  /**
   * Whether a value has a number of items, and items by index or key.
   *
   * @param value a value
   * @return whether it does
   */
  public static boolean isSequence(Object value) {
    return isText(value)
        || value instanceof List
        || value instanceof Tuple
        || value instanceof Dict
        || value instanceof Range;
  }

  /**
   * A value's items, of a text its characters, of a dict its keys.
   *
   * @param value a value
   * @return the items, or null where it has none
   */
  public static @Nullable Iterator<Object> iteratorOrNull(Object value) {
    if (value instanceof List<?> list) {
      return iterator(list);
    }
    if (isText(value)) {
      return Strings.characters(text(value));
    }
    if (value instanceof Dict dict) {
      return new DictView(dict, DictView.Kind.KEYS).iterator();
    }
    if (value instanceof Tuple tuple) {
      return tuple.items().iterator();
    }
    if (value instanceof Generator generator) {
      return generator;
    }
    if (value instanceof DictView view) {
      return view.iterator();
    }
    if (value instanceof Range range) {
      return range.iterator();
    }
    if (value instanceof Sized sized) {
      return sized.iterator();
    }
    return value instanceof Undefined ? List.<Object>of().iterator() : null;
  }

  @SuppressWarnings("unchecked")
  private static Iterator<Object> iterator(List<?> list) {
    return (Iterator<Object>) list.iterator();
  }

  /**
   * A value's items.
   *
   * @param value a value
   * @param budget what it may use up, a step for each item
   * @return the items
   * @throws Fault if it has none
   */
  public static Iterator<Object> iterator(Object value, Budget budget) {
    Iterator<Object> items = iteratorOrNull(value);
    if (items == null) {
      throw new Fault("'" + name(value) + "' object is not iterable");
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Object next() {
        budget.step();
        return items.next();
      }
    };
  }

  /**
   * A list of a value's items.
   *
   * @param value a value
   * @param budget what it may use up
   * @return a new list
   * @throws Fault if it has none
   */
  public static List<Object> list(Object value, Budget budget) {
    List<Object> list = new ArrayList<>();
    iterator(value, budget)
        .forEachRemaining(
            item -> {
              budget.items(1);
              list.add(item);
            });
    return list;
  }
}
