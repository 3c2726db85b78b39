package org.temper.data.jinja.values;

/**
 * An error in an expression, before it is known where: whoever renders adds the template's name and
 * line.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault.
   *
   * @param message what is wrong
   */
  public Fault(String message) {
    super(message, null, false, false);
  }
}
