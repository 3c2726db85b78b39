package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.evaluation.Filters.Function;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Arguments.Bound;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.DictView;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Generator;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** Filters of items that give them one by one: what is wrong shows when they are asked for. */
final class LazyFilters {
  static final ImmutableMap<String, Function> ALL =
      ImmutableMap.<String, Function>builder()
          .put("batch", LazyFilters::batch)
          .put("items", LazyFilters::items)
          .put("map", LazyFilters::map)
          .put("reject", (v, a, e) -> select(v, a, e, Kept.WHERE_FALSE, On.ITEM))
          .put("rejectattr", (v, a, e) -> select(v, a, e, Kept.WHERE_FALSE, On.ATTRIBUTE))
          .put("select", (v, a, e) -> select(v, a, e, Kept.WHERE_TRUE, On.ITEM))
          .put("selectattr", (v, a, e) -> select(v, a, e, Kept.WHERE_TRUE, On.ATTRIBUTE))
          .put("slice", LazyFilters::slice)
          .put("unique", LazyFilters::unique)
          .buildOrThrow();

  private LazyFilters() {}

  /** Which items are kept. */
  private enum Kept {
    WHERE_TRUE,
    WHERE_FALSE
  }

  /** What is tested. */
  private enum On {
    ITEM,
    ATTRIBUTE
  }

  /** A generator that begins its work when its first value is asked for. */
  private static Generator lazily(Supplier<Iterator<Object>> begin) {
    return new Generator(
        "generator",
        new Iterator<Object>() {
          private @Nullable Iterator<Object> values;

          private Iterator<Object> begun() {
            Iterator<Object> begun = values == null ? begin.get() : values;
            values = begun;
            return begun;
          }

          @Override
          public boolean hasNext() {
            return begun().hasNext();
          }

          @Override
          public Object next() {
            return begun().next();
          }
        });
  }

  private static Object items(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("items", 0);
    return lazily(
        () -> {
          if (value instanceof Undefined) {
            return List.of().iterator();
          }
          if (!(value instanceof Dict dict)) {
            throw new Fault("Can only get item pairs from a mapping.");
          }
          return Types.iterator(new DictView(dict, DictView.Kind.ITEMS), evaluator.budget());
        });
  }

  private static Object map(Object value, Arguments arguments, Evaluator evaluator) {
    Budget budget = evaluator.budget();
    return lazily(
        () -> {
          if (!Types.truth(value)) {
            return List.of().iterator();
          }
          UnaryOperator<Object> function = mapping(arguments, evaluator);
          Iterator<Object> items = Types.iterator(value, budget);
          return new LazyIterator(() -> items.hasNext() ? function.apply(items.next()) : null);
        });
  }

  private static UnaryOperator<Object> mapping(Arguments arguments, Evaluator evaluator) {
    Map<String, Object> keywords = new HashMap<>(arguments.keywords());
    if (arguments.positional().isEmpty() && keywords.containsKey("attribute")) {
      Object attribute = keywords.remove("attribute");
      Object otherwise = keywords.remove("default");
      if (!keywords.isEmpty()) {
        throw new Fault("Unexpected keyword argument '" + keywords.keySet() + "'");
      }
      return AttributeGetter.of(attribute == null ? None.NONE : attribute, evaluator.budget())
              .or(otherwise == None.NONE ? null : otherwise)
          ::get;
    }
    if (arguments.positional().isEmpty()) {
      throw new Fault("map requires a filter argument");
    }
    String name = name(arguments.positional().get(0), "filter");
    Arguments rest = arguments.without(1);
    return item -> evaluator.filter(name, item, rest);
  }

  private static String name(Object value, String kind) {
    if (!Types.isText(value)) {
      throw new Fault("No " + kind + " named " + Types.name(value) + " found.");
    }
    return Types.text(value);
  }

  private static Object select(
      Object value, Arguments arguments, Evaluator evaluator, Kept kept, On on) {
    Budget budget = evaluator.budget();
    return lazily(
        () -> {
          if (!Types.truth(value)) {
            return List.of().iterator();
          }
          Predicate<Object> test = selection(arguments, evaluator, on);
          Iterator<Object> items = Types.iterator(value, budget);
          return new LazyIterator(
              () -> {
                while (items.hasNext()) {
                  Object item = items.next();
                  if (test.test(item) == (kept == Kept.WHERE_TRUE)) {
                    return item;
                  }
                }
                return null;
              });
        });
  }

  private static Predicate<Object> selection(Arguments arguments, Evaluator evaluator, On on) {
    int before = on == On.ATTRIBUTE ? 1 : 0;
    List<Object> positional = arguments.positional();
    if (positional.size() < before) {
      throw new Fault("Missing parameter for attribute name");
    }
    AttributeGetter getter =
        AttributeGetter.of(before == 0 ? None.NONE : positional.get(0), evaluator.budget());
    if (positional.size() == before) {
      return item -> Types.truth(getter.get(item));
    }
    String name = name(positional.get(before), "test");
    Arguments rest = arguments.without(before + 1);
    return item -> evaluator.test(name, getter.get(item), rest);
  }

  private static Object batch(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("batch", 1, "linecount", "fill_with");
    Budget budget = evaluator.budget();
    Object count = bound.get(0);
    return lazily(
        () -> {
          Iterator<Object> items = Types.iterator(value, budget);
          Iterator<Object> batches =
              new LazyIterator(() -> nextBatch(items, count, bound.optional(1), budget));
          // A batch of no items is full before the first item, and no batch is after it.
          return Comparisons.equal(count, 0L, budget) && items.hasNext()
              ? Iterators.concat(Iterators.singletonIterator(new ArrayList<>()), batches)
              : batches;
        });
  }

  private static @Nullable Object nextBatch(
      Iterator<Object> items, Object count, @Nullable Object fill, Budget budget) {
    long size = Numbers.isNumber(count) ? Numbers.index(count) : -1;
    List<Object> batch = new ArrayList<>();
    while (items.hasNext() && (batch.size() != size || batch.isEmpty())) {
      budget.items(1);
      batch.add(items.next());
    }
    if (batch.isEmpty()) {
      return null;
    }
    if (fill != null && batch.size() < size && !items.hasNext()) {
      budget.items(size - batch.size());
      while (batch.size() < size) {
        batch.add(fill);
      }
    }
    return batch;
  }

  private static Object slice(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("slice", 1, "slices", "fill_with");
    Budget budget = evaluator.budget();
    return lazily(
        () -> {
          List<Object> all = Types.list(value, budget);
          int slices = Numbers.size(bound.get(0));
          if (slices == 0) {
            throw new Fault("integer division or modulo by zero");
          }
          int[] next = {0, 0};
          return new LazyIterator(() -> nextSlice(all, slices, next, bound.optional(1), budget));
        });
  }

  /** A slice; {@code next} is its number and where it begins. */
  private static @Nullable Object nextSlice(
      List<Object> all, int slices, int[] next, @Nullable Object fill, Budget budget) {
    if (next[0] >= slices) {
      return null;
    }
    boolean extra = next[0] < all.size() % slices;
    int end = next[1] + all.size() / slices + (extra ? 1 : 0);
    budget.items(2 + (long) end - next[1]);
    List<Object> slice = new ArrayList<>(all.subList(next[1], end));
    if (fill != null && !extra) {
      slice.add(fill);
    }
    next[0]++;
    next[1] = end;
    return slice;
  }

  private static Object unique(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("unique", 0, "case_sensitive", "attribute");
    Budget budget = evaluator.budget();
    boolean caseSensitive = Types.truth(bound.get(0, false));
    AttributeGetter getter = AttributeGetter.of(bound.get(1, None.NONE), budget);
    return lazily(
        () -> {
          Iterator<Object> items = Types.iterator(value, budget);
          Set<Object> seen = new HashSet<>();
          return new LazyIterator(
              () -> {
                while (items.hasNext()) {
                  Object item = items.next();
                  budget.items(2);
                  Object key = getter.get(item);
                  Object canonical =
                      Dict.canonical(caseSensitive ? key : ItemFilters.ignoringCase(key, budget));
                  if (seen.add(canonical)) {
                    return item;
                  }
                }
                return null;
              });
        });
  }
}
