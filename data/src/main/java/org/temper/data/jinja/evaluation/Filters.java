package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Fault;

/** All filters by their names. */
final class Filters {
  private static final ImmutableMap<String, Function> ALL =
      ImmutableMap.<String, Function>builder()
          .putAll(TextFilters.ALL)
          .putAll(NumberFilters.ALL)
          .putAll(ItemFilters.ALL)
          .putAll(LazyFilters.ALL)
          .put("pprint", unsupported("pprint"))
          .put("random", unsupported("random"))
          .put("urlize", unsupported("urlize"))
          .put("wordwrap", unsupported("wordwrap"))
          .put("xmlattr", unsupported("xmlattr"))
          .buildOrThrow();

  private Filters() {}

  /** What a filter does. */
  interface Function {
    Object apply(Object value, Arguments arguments, Evaluator evaluator);
  }

  private static Function unsupported(String name) {
    return (value, arguments, evaluator) -> {
      throw new Fault("the filter " + name + " is not supported");
    };
  }

  static ImmutableSet<String> names() {
    return ALL.keySet();
  }

  static @Nullable Function named(String name) {
    return ALL.get(name);
  }
}
