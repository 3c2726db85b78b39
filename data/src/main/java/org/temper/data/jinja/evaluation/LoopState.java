package org.temper.data.jinja.evaluation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Attributed;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Generator;
import org.temper.data.jinja.values.Sized;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** The variable {@code loop}: where a loop is, and a function that repeats its body deeper. */
final class LoopState implements Attributed, Callable, Sized, Texts.Described {
  private final Object items;
  private final @Nullable Recursion recursion;
  private final int depth;
  private final Budget budget;
  private Iterator<Object> left;
  private int index = -1;
  private int length = -1;

  /** The item after the current one, where it was looked at. */
  private @Nullable Object after;

  private @Nullable Object before;
  private @Nullable Object current;
  private @Nullable Tuple lastChanged;

  LoopState(Object items, @Nullable Recursion recursion, int depth, Budget budget) {
    this.items = items;
    this.recursion = recursion;
    this.depth = depth;
    this.budget = budget;
    this.left = Types.iterator(items, budget);
  }

  /** The body of a recursive loop. */
  interface Recursion {
    /** The text that it writes for items. */
    String render(Object items, int depth);
  }

  /** The items, each of which becomes the current one. */
  Iterator<Object> values() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return after != null || left.hasNext();
      }

      @Override
      public Object next() {
        Object next = after == null ? left.next() : after;
        after = null;
        index++;
        before = current;
        current = next;
        return next;
      }
    };
  }

  private @Nullable Object peek() {
    if (after == null && left.hasNext()) {
      after = left.next();
    }
    return after;
  }

  @Override
  public int size() {
    if (length < 0) {
      if (items instanceof Generator || items instanceof LoopState) {
        List<Object> rest = new ArrayList<>();
        left.forEachRemaining(
            item -> {
              budget.items(1);
              rest.add(item);
            });
        left = rest.iterator();
        length = rest.size() + index + 1 + (after == null ? 0 : 1);
      } else {
        length = Types.size(items, budget);
      }
    }
    return length;
  }

  @Override
  public Iterator<Object> iterator() {
    Iterator<Object> values = values();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return values.hasNext();
      }

      @Override
      public Object next() {
        return Tuple.of(values.next(), LoopState.this);
      }
    };
  }

  @Override
  public @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) size() - index;
      case "revindex0" -> size() - index - 1L;
      case "first" -> index == 0;
      case "last" -> peek() == null;
      case "length" -> (long) size();
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" -> before == null ? new Undefined("there is no previous item") : before;
      case "nextitem" -> {
        Object next = peek();
        yield next == null ? new Undefined("there is no next item") : next;
      }
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> null;
    };
  }

  private Object cycle(Arguments arguments) {
    List<Object> values = arguments.positional();
    arguments.bindPositional("cycle", 0, values.size());
    if (values.isEmpty()) {
      throw new Fault("no items for cycling given");
    }
    return values.get(Math.floorMod(index, values.size()));
  }

  private Object changed(Arguments arguments) {
    List<Object> values = arguments.positional();
    arguments.bindPositional("changed", 0, values.size());
    Tuple now = Tuple.of(values);
    boolean same = lastChanged != null && Comparisons.equal(lastChanged, now, budget);
    if (!same) {
      lastChanged = now;
    }
    return !same;
  }

  @Override
  public Object call(Arguments arguments) {
    if (recursion == null) {
      throw new Fault("The loop must have the 'recursive' marker to be called recursively.");
    }
    return recursion.render(arguments.bind("loop", 1, "iterable").get(0), depth + 1);
  }

  @Override
  public String type() {
    return "LoopContext";
  }

  @Override
  public String describe() {
    return "<LoopContext " + (index + 1) + "/" + size() + ">";
  }
}
