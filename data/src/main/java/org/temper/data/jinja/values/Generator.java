package org.temper.data.jinja.values;

import java.util.Iterator;

/** Values that are made one by one, when they are asked for, once. */
public final class Generator implements Iterator<Object> {
  private final String type;
  private final Iterator<?> values;

  /**
   * A generator.
   *
   * @param type its type's name, such as {@code generator}
   * @param values what makes the values
   */
  public Generator(String type, Iterator<?> values) {
    this.type = type;
    this.values = values;
  }

  /**
   * The name of its type.
   *
   * @return such as {@code generator}
   */
  public String type() {
    return type;
  }

  @Override
  public boolean hasNext() {
    return values.hasNext();
  }

  @Override
  public Object next() {
    return values.next();
  }
}
