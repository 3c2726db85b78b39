package org.temper.data.jinja.methods;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.values.Attributed;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Markup;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Range;
import org.temper.data.jinja.values.Slice;
import org.temper.data.jinja.values.Strings;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** Items and attributes of values. */
public final class Lookup {
  private Lookup() {}

  /**
   * {@code target[key]}: an item, else an attribute, else undefined.
   *
   * @param target a value
   * @param key an index, a key, a {@link Slice} or a name
   * @param budget what it may use up
   * @return the value
   */
  public static Object item(Object target, Object key, Budget budget) {
    if (target instanceof Undefined undefined) {
      throw undefined.fault();
    }
    Object item = itemOrNull(target, key, budget);
    if (item == null && Types.isText(key)) {
      item = attributeOrNull(target, Types.text(key), budget);
    }
    return item == null ? Undefined.element(target, key) : item;
  }

  /**
   * {@code target[start:stop:step]} of a text, list, tuple or range.
   *
   * @param target a value
   * @param slice the indices
   * @param budget what it may use up
   * @return the part
   * @throws Fault if the value has no parts
   */
  public static Object part(Object target, Slice slice, Budget budget) {
    if (target instanceof Undefined undefined) {
      throw undefined.fault();
    }
    Object part = itemOrNull(target, slice, budget);
    if (part == null) {
      throw new Fault("'" + Types.name(target) + "' object has no slices");
    }
    return part;
  }

  /**
   * {@code target.name}: an attribute, else an item, else undefined.
   *
   * @param target a value
   * @param name the attribute's name
   * @param budget what it may use up
   * @return the value
   */
  public static Object attribute(Object target, String name, Budget budget) {
    if (target instanceof Undefined undefined) {
      if (INTERNAL.contains(name)) {
        return unsafe(name);
      }
      throw undefined.fault();
    }
    Object value = attributeOrNull(target, name, budget);
    if (value == null && target instanceof Dict dict) {
      value = dict.get(name);
    }
    return value == null ? Undefined.element(target, name) : value;
  }

  /**
   * An attribute alone, whatever items there are.
   *
   * @param target a value
   * @param name the attribute's name
   * @param budget what it may use up
   * @return the value, or null where there is none
   */
  public static @Nullable Object attributeOrNull(Object target, String name, Budget budget) {
    if (name.startsWith("__") && INTERNAL.contains(name)) {
      return unsafe(name);
    }
    if (target instanceof Attributed attributed) {
      return attributed.attribute(name);
    }
    if (Types.isText(target)) {
      return TextMethods.of(target, name, budget);
    }
    if (target instanceof Tuple tuple && tuple.names().contains(name)) {
      return tuple.items().get(tuple.names().indexOf(name));
    }
    return Methods.of(target, name, budget);
  }

  private static Undefined unsafe(String name) {
    return new Undefined("access to attribute '" + name + "' is unsafe");
  }

  /** Attributes that all of Python's values have. */
  private static final List<String> INTERNAL =
      List.of(
          "__class__",
          "__init__",
          "__doc__",
          "__dict__",
          "__eq__",
          "__ne__",
          "__hash__",
          "__str__",
          "__repr__",
          "__dir__",
          "__format__",
          "__getattribute__",
          "__setattr__",
          "__delattr__",
          "__reduce__",
          "__reduce_ex__",
          "__sizeof__",
          "__new__",
          "__init_subclass__",
          "__subclasshook__",
          "__lt__",
          "__le__",
          "__gt__",
          "__ge__");

  private static @Nullable Object itemOrNull(Object target, Object key, Budget budget) {
    if (target instanceof Dict dict) {
      return key instanceof List || key instanceof Dict || key instanceof Slice
          ? null
          : dict.get(key);
    }
    if (target instanceof List<?> list) {
      return key instanceof Slice slice ? part(list, slice, budget) : at(list, key);
    }
    if (Types.isText(target)) {
      return character(target, key, budget);
    }
    if (target instanceof Tuple tuple) {
      return key instanceof Slice slice
          ? Tuple.of(part(tuple.items(), slice, budget))
          : at(tuple.items(), key);
    }
    if (target instanceof Range range) {
      if (key instanceof Slice slice) {
        return part(range, slice);
      }
      int index = index(key, range.size());
      return index < 0 ? null : range.get(index);
    }
    return null;
  }

  /** The index that a key stands for, or -1 where there is none such. */
  private static int index(Object key, int size) {
    if (!Numbers.isInteger(key)) {
      return -1;
    }
    long index = Numbers.index(key);
    if (index < 0) {
      index += size;
    }
    return index < 0 || index >= size ? -1 : (int) index;
  }

  private static @Nullable Object at(List<?> list, Object key) {
    int index = index(key, list.size());
    return index < 0 ? null : list.get(index);
  }

  private static List<Object> part(List<?> list, Slice slice, Budget budget) {
    Slice.Indices indices = slice.of(list.size());
    budget.items(indices.count());
    List<Object> part = new ArrayList<>(indices.count());
    for (int i = 0; i < indices.count(); i++) {
      part.add(list.get(indices.start() + i * indices.step()));
    }
    return part;
  }

  private static Range part(Range range, Slice slice) {
    Slice.Indices indices = slice.of(range.size());
    long start = range.start() + indices.start() * range.step();
    long step = range.step() * indices.step();
    return new Range(start, range.start() + indices.stop() * range.step(), step, indices.count());
  }

  private static @Nullable Object character(Object target, Object key, Budget budget) {
    String text = Types.text(target);
    if (!(key instanceof Slice) && !Numbers.isInteger(key)) {
      return null;
    }
    budget.scan(text.length());
    int length = Strings.length(text);
    String part;
    if (key instanceof Slice slice) {
      Slice.Indices indices = slice.of(length);
      budget.make(indices.count());
      part = Strings.slice(text, indices.start(), indices.step(), indices.count());
    } else {
      int index = index(key, length);
      if (index < 0) {
        return null;
      }
      part = Strings.slice(text, index, 1, 1);
    }
    return target instanceof Markup ? new Markup(part) : part;
  }
}
