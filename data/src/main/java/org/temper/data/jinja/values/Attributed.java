package org.temper.data.jinja.values;

import org.jspecify.annotations.Nullable;

/** A value with attributes of its own, such as a loop's variable. */
public interface Attributed {
  /**
   * An attribute.
   *
   * @param name its name
   * @return its value, or null where there is none
   */
  @Nullable Object attribute(String name);

  /**
   * The name of its type.
   *
   * @return such as {@code LoopContext}
   */
  String type();
}
