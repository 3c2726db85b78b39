package org.temper.data.jinja;

import org.temper.api.Excerpt;

/**
 * A template's error: malformed source, an operation that its values do not have, an exception that
 * it raises itself, or bounds that it does not keep. The message is one line of at most {@value
 * #LENGTH} characters and begins with the template's name and the line.
 */
public final class TemplateException extends IllegalArgumentException {
  /** The most characters of a message. */
  public static final int LENGTH = 300;

  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * An error at a line.
   *
   * @param name the template's name
   * @param line the line, from 1
   * @param message what is wrong
   */
  public TemplateException(String name, int line, String message) {
    super(Excerpt.line(Excerpt.of(name) + ", line " + line + ": " + message, LENGTH));
    this.line = line;
  }

  /**
   * Where the error is.
   *
   * @return the line, from 1
   */
  public int line() {
    return line;
  }
}
