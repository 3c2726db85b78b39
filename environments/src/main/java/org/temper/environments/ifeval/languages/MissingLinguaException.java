package org.temper.environments.ifeval.languages;

/** The lack of the library that languages are detected with; the message names it. */
public final class MissingLinguaException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MissingLinguaException(Throwable cause) {
    super(
        "language: expected the library com.github.pemistahl:lingua on the class path, got none",
        cause);
  }
}
