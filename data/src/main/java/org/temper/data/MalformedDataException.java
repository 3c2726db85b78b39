package org.temper.data;

import java.nio.file.Path;
import org.temper.api.Excerpt;

/** Data that a reader cannot make sense of: which file, which line, and what was expected. */
public final class MalformedDataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The most characters of a problem. */
  private static final int LENGTH = 240;

  private final String file;
  private final long line;

  /**
   * An error in a line.
   *
   * @param file the file
   * @param line the line's number, from 1
   * @param problem what was expected and what was found, with the field where there is one
   */
  public MalformedDataException(Path file, long line, String problem) {
    super(file + ":" + line + ": " + Excerpt.of(problem, LENGTH));
    this.file = file.toString();
    this.line = line;
  }

  /**
   * An error of a file as a whole.
   *
   * @param file the file
   * @param problem what was expected and what was found
   */
  public MalformedDataException(Path file, String problem) {
    super(file + ": " + Excerpt.of(problem, LENGTH));
    this.file = file.toString();
    this.line = 0;
  }

  /**
   * The file.
   *
   * @return its path
   */
  public String file() {
    return file;
  }

  /**
   * The line.
   *
   * @return its number, from 1; 0 for the file as a whole
   */
  public long line() {
    return line;
  }
}
