package org.temper.environments.sandbox;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A program to run.
 *
 * @param language what it is written in
 * @param source its text
 * @param input what it reads from standard input; may be empty
 * @param limits what it may use
 */
public record Program(Language language, String source, String input, RunLimits limits) {

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if the source or the input holds a NUL character
   */
  public Program {
    checkArgument(source.indexOf('\0') < 0, "source: expected text, got a NUL character in it");
    checkArgument(input.indexOf('\0') < 0, "input: expected text, got a NUL character in it");
  }

  /**
   * A Python program without input, under the usual limits.
   *
   * @param source its text
   * @return the program
   * @throws IllegalArgumentException if the source holds a NUL character
   */
  public static Program python(String source) {
    return new Program(Language.PYTHON, source, "", RunLimits.defaults());
  }

  /**
   * The same under other limits.
   *
   * @param other the limits
   * @return the program
   */
  public Program withLimits(RunLimits other) {
    return new Program(language, source, input, other);
  }
}
