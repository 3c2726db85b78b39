package org.temper.data.jinja.values;

import java.util.Iterator;

/** A value with a known number of items that are gone through once, such as a loop. */
public interface Sized {
  /**
   * The number of items.
   *
   * @return the number
   */
  int size();

  /**
   * The items that are left.
   *
   * @return them in order
   */
  Iterator<Object> iterator();
}
