package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.evaluation.Filters.Function;
import org.temper.data.jinja.methods.Lookup;
import org.temper.data.jinja.methods.Operators;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Arguments.Bound;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.DictView;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Generator;
import org.temper.data.jinja.values.Markup;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Range;
import org.temper.data.jinja.values.Sorting;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** Filters of items that go through all of them at once. */
final class ItemFilters {
  static final ImmutableMap<String, Function> ALL =
      ImmutableMap.<String, Function>builder()
          .put("attr", ItemFilters::attribute)
          .put("d", ItemFilters::orDefault)
          .put("default", ItemFilters::orDefault)
          .put("dictsort", ItemFilters::dictSort)
          .put("first", ItemFilters::first)
          .put("groupby", ItemFilters::groupBy)
          .put("last", ItemFilters::last)
          .put("list", ItemFilters::list)
          .put("max", (value, arguments, evaluator) -> extreme(">", value, arguments, evaluator))
          .put("min", (value, arguments, evaluator) -> extreme("<", value, arguments, evaluator))
          .put("reverse", ItemFilters::reverse)
          .put("sort", ItemFilters::sort)
          .put("sum", ItemFilters::sum)
          .buildOrThrow();

  private ItemFilters() {}

  private static Object attribute(Object value, Arguments arguments, Evaluator evaluator) {
    Object name = arguments.bind("attr", 1, "name").get(0);
    if (!Types.isText(name)) {
      throw new Fault("attribute name must be string, not '" + Types.name(name) + "'");
    }
    String attribute = Types.text(name);
    if (value instanceof Undefined) {
      return Lookup.attribute(value, attribute, evaluator.budget());
    }
    Object found = Lookup.attributeOrNull(value, attribute, evaluator.budget());
    return found == null
        ? new Undefined("'" + Types.name(value) + "' has no attribute '" + attribute + "'")
        : found;
  }

  private static Object orDefault(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("default", 0, "default_value", "boolean");
    boolean whereFalse = Types.truth(bound.get(1, false));
    return value instanceof Undefined || (whereFalse && !Types.truth(value))
        ? bound.get(0, "")
        : value;
  }

  private static Object list(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("list", 0);
    return Types.list(value, evaluator.budget());
  }

  private static Object first(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("first", 0);
    Iterator<Object> items = Types.iterator(value, evaluator.budget());
    return items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty.");
  }

  private static Object last(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("last", 0);
    Iterator<Object> items = reversed(value, evaluator.budget());
    if (items == null) {
      throw new Fault("'" + Types.name(value) + "' object is not reversible");
    }
    return items.hasNext() ? items.next() : new Undefined("No last item, sequence was empty.");
  }

  /** Items from the last to the first, or null where they have no such order. */
  private static @Nullable Iterator<Object> reversed(Object value, Budget budget) {
    if (value instanceof Range range) {
      return range.reversed();
    }
    boolean reversible =
        Types.isSequence(value) || value instanceof DictView || value instanceof Undefined;
    if (!reversible) {
      return null;
    }
    List<Object> items = Types.list(value, budget);
    Collections.reverse(items);
    return items.iterator();
  }

  private static Object reverse(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("reverse", 0);
    Budget budget = evaluator.budget();
    if (Types.isText(value)) {
      budget.make(Types.text(value).length());
      String reversed = new StringBuilder(Types.text(value)).reverse().toString();
      return value instanceof Markup ? new Markup(reversed) : reversed;
    }
    Iterator<Object> items = reversed(value, budget);
    if (items != null) {
      return new Generator(Types.name(value) + "_reverseiterator", items);
    }
    List<Object> all = Types.list(value, budget);
    Collections.reverse(all);
    return all;
  }

  /** A text in lower case, anything else as it is. */
  static Object ignoringCase(Object value, Budget budget) {
    if (!Types.isText(value)) {
      return value;
    }
    budget.make(Types.text(value).length());
    return Types.text(value).toLowerCase(Locale.ROOT);
  }

  private static Object key(Object value, boolean caseSensitive, Budget budget) {
    return caseSensitive ? value : ignoringCase(value, budget);
  }

  /** An item and what it is sorted by. */
  private record Keyed(Object key, Object item) {}

  private static void sort(List<Keyed> keyed, boolean reverse, Budget budget) {
    if (reverse) {
      Collections.reverse(keyed);
    }
    Sorting.sort(
        keyed,
        (a, b) -> {
          budget.step();
          return Comparisons.ordered("<", a.key(), b.key(), budget);
        });
    if (reverse) {
      Collections.reverse(keyed);
    }
  }

  private static List<Object> items(List<Keyed> keyed) {
    List<Object> items = new ArrayList<>(keyed.size());
    keyed.forEach(one -> items.add(one.item()));
    return items;
  }

  private static Object dictSort(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    Budget budget = evaluator.budget();
    boolean caseSensitive = Types.truth(bound.get(0, false));
    Object by = bound.get(1, "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new Fault("You can only sort by either \"key\" or \"value\"");
    }
    if (!(value instanceof Dict dict)) {
      throw new Fault("'" + Types.name(value) + "' object has no attribute 'items'");
    }
    budget.items(4L * dict.size());
    List<Keyed> keyed = new ArrayList<>();
    for (Dict.Entry entry : dict.entries()) {
      Object key = key(by.equals("key") ? entry.key() : entry.value(), caseSensitive, budget);
      keyed.add(new Keyed(key, Tuple.of(entry.key(), entry.value())));
    }
    sort(keyed, Types.truth(bound.get(2, false)), budget);
    return items(keyed);
  }

  private static Object sort(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    Budget budget = evaluator.budget();
    boolean caseSensitive = Types.truth(bound.get(1, false));
    List<AttributeGetter> getters = AttributeGetter.several(bound.get(2, None.NONE), budget);
    List<Keyed> keyed = new ArrayList<>();
    for (Iterator<Object> items = Types.iterator(value, budget); items.hasNext(); ) {
      Object item = items.next();
      budget.items(3L + getters.size());
      List<Object> keys = new ArrayList<>(getters.size());
      getters.forEach(getter -> keys.add(key(getter.get(item), caseSensitive, budget)));
      keyed.add(new Keyed(keys, item));
    }
    sort(keyed, Types.truth(bound.get(0, false)), budget);
    return items(keyed);
  }

  private static Object groupBy(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
    Budget budget = evaluator.budget();
    AttributeGetter getter = AttributeGetter.of(bound.get(0), budget).or(bound.optional(1));
    boolean caseSensitive = Types.truth(bound.get(2, false));
    List<Keyed> keyed = new ArrayList<>();
    for (Iterator<Object> items = Types.iterator(value, budget); items.hasNext(); ) {
      Object item = items.next();
      budget.items(4);
      keyed.add(new Keyed(key(getter.get(item), caseSensitive, budget), item));
    }
    sort(keyed, false, budget);
    List<Object> groups = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= keyed.size(); i++) {
      Object key = keyed.get(start).key();
      if (i == keyed.size() || !Comparisons.equal(key, keyed.get(i).key(), budget)) {
        List<Object> group = items(keyed.subList(start, i));
        Object name = caseSensitive ? key : getter.get(group.get(0));
        groups.add(new Tuple(List.of(name, group), List.of("grouper", "list")));
        start = i;
      }
    }
    return groups;
  }

  private static Object extreme(
      String operator, Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("min", 0, "case_sensitive", "attribute");
    Budget budget = evaluator.budget();
    boolean caseSensitive = Types.truth(bound.get(0, false));
    AttributeGetter getter = AttributeGetter.of(bound.get(1, None.NONE), budget);
    Iterator<Object> items = Types.iterator(value, budget);
    if (!items.hasNext()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Object best = items.next();
    Object bestKey = key(getter.get(best), caseSensitive, budget);
    while (items.hasNext()) {
      Object item = items.next();
      Object key = key(getter.get(item), caseSensitive, budget);
      if (Comparisons.ordered(operator, key, bestKey, budget)) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }

  private static Object sum(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("sum", 0, "attribute", "start");
    Budget budget = evaluator.budget();
    AttributeGetter getter = AttributeGetter.of(bound.get(0, None.NONE), budget);
    Object sum = bound.get(1, 0L);
    if (Types.isText(sum)) {
      throw new Fault("sum() can't sum strings [use ''.join(seq) instead]");
    }
    for (Iterator<Object> items = Types.iterator(value, budget); items.hasNext(); ) {
      sum = Operators.apply("+", sum, getter.get(items.next()), budget);
    }
    return sum;
  }
}
