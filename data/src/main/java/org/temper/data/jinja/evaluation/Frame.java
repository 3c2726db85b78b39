package org.temper.data.jinja.evaluation;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.syntax.Scope;

/** Variables of a scope that was entered. */
final class Frame {
  /** What a variable has that is not set yet. */
  static final Object UNSET = new Object();

  private final @Nullable Frame outer;
  private final Map<String, Object> values = new HashMap<>();

  private Frame(@Nullable Frame outer) {
    this.outer = outer;
  }

  /** Enters a scope. */
  static Frame enter(Scope scope, @Nullable Frame outer, Function<String, Object> context) {
    Frame frame = new Frame(outer);
    scope
        .names()
        .forEach(
            (name, origin) -> {
              switch (origin) {
                case CONTEXT -> frame.values.put(name, context.apply(name));
                case OUTER ->
                    frame.values.put(name, outer == null ? UNSET : outer.get(name, context));
                case UNSET -> frame.values.put(name, UNSET);
                case PARAMETER -> {}
              }
            });
    return frame;
  }

  /** The value of a variable here or around, else the context's. */
  Object get(String name, Function<String, Object> context) {
    for (Frame frame = this; frame != null; frame = frame.outer) {
      Object value = frame.values.get(name);
      if (value != null) {
        return value;
      }
    }
    return context.apply(name);
  }

  void set(String name, Object value) {
    values.put(name, value);
  }

  /** Whether nothing is around it. */
  boolean isOutermost() {
    return outer == null;
  }
}
