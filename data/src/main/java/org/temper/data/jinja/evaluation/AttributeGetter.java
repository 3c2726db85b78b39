package org.temper.data.jinja.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.methods.Lookup;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/**
 * A path to a value within another: names and indices with dots between.
 *
 * @param parts names and indices
 * @param otherwise what stands for a part that is not there, or null
 * @param budget what it may use up
 */
record AttributeGetter(List<Object> parts, @Nullable Object otherwise, Budget budget) {
  static AttributeGetter of(Object attribute, Budget budget) {
    return new AttributeGetter(parts(attribute), null, budget);
  }

  /** With a value in place of what is not there, where the value is not none. */
  AttributeGetter or(@Nullable Object value) {
    return new AttributeGetter(parts, value, budget);
  }

  private static List<Object> parts(Object attribute) {
    if (attribute == None.NONE) {
      return List.of();
    }
    if (!Types.isText(attribute)) {
      return List.of(attribute);
    }
    List<Object> parts = new ArrayList<>();
    for (String part : Types.text(attribute).split("\\.", -1)) {
      boolean index =
          !part.isEmpty() && part.length() < 10 && part.chars().allMatch(c -> c >= '0' && c <= '9');
      parts.add(index ? (Object) Long.valueOf(part) : part);
    }
    return parts;
  }

  Object get(Object item) {
    Object value = item;
    for (Object part : parts) {
      value = Lookup.item(value, part, budget);
      if (otherwise != null && value instanceof Undefined) {
        value = otherwise;
      }
    }
    return value;
  }

  /** The values of several attributes with commas between. */
  static List<AttributeGetter> several(Object attribute, Budget budget) {
    if (!Types.isText(attribute)) {
      return List.of(of(attribute, budget));
    }
    List<AttributeGetter> all = new ArrayList<>();
    for (String one : Types.text(attribute).split(",", -1)) {
      all.add(of(one, budget));
    }
    return all;
  }
}
