package org.temper.data.jinja.values;

/** A function of a template. */
public interface Callable {
  /**
   * Calls it.
   *
   * @param arguments what it is called with
   * @return its value
   */
  Object call(Arguments arguments);
}
