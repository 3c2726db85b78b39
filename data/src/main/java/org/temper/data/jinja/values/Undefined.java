package org.temper.data.jinja.values;

/**
 * The value of what is not there: it prints as nothing, is false and has no items; whatever else is
 * done with it is an error.
 *
 * @param message what that error says
 */
public record Undefined(String message) {
  /**
   * A variable that is not there.
   *
   * @param name its name
   * @return the value
   */
  public static Undefined variable(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  /**
   * An item that is not there.
   *
   * @param target what it is looked for in
   * @param key its key
   * @return the value
   */
  public static Undefined element(Object target, Object key) {
    String type = target == None.NONE ? "None" : "'" + Types.name(target) + " object'";
    return new Undefined(
        type
            + (key instanceof String ? " has no attribute '" + key + "'" : " has no such element"));
  }

  /** An error that says so. */
  public Fault fault() {
    return new Fault(message);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Undefined;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
