package org.temper.environments.sandbox;

/** A language that a sandbox runs programs of. */
public enum Language {
  /** Python 3. */
  PYTHON,
  /** Java: one compilation unit with a {@code main}, compiled in memory. */
  JAVA,
  /** A script of the POSIX shell. */
  SHELL
}
