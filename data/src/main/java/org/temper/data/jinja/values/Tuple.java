package org.temper.data.jinja.values;

import java.util.List;

/**
 * Values in a fixed number.
 *
 * @param items the values
 * @param names names of the values, where it has some
 */
public record Tuple(List<Object> items, List<String> names) {
  /** The tuple without values. */
  public static final Tuple EMPTY = new Tuple(List.of(), List.of());

  /**
   * A tuple.
   *
   * @param items its values
   * @return the tuple
   */
  public static Tuple of(Object... items) {
    return new Tuple(List.of(items), List.of());
  }

  /**
   * A tuple.
   *
   * @param items its values, which do not change any more
   * @return the tuple
   */
  public static Tuple of(List<Object> items) {
    return new Tuple(items, List.of());
  }
}
