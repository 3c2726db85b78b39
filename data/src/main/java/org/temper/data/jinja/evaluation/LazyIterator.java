package org.temper.data.jinja.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values that a function makes until it makes none. */
final class LazyIterator implements Iterator<Object> {
  private final Supplier<@Nullable Object> values;
  private @Nullable Object next;
  private boolean ended;

  LazyIterator(Supplier<@Nullable Object> values) {
    this.values = values;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = values.get();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Object value = next;
    next = null;
    return requireNonNull(value);
  }
}
