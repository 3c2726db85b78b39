package org.temper.environments.verifiers.calls;

/** An exception that tells what is wrong with a text that should hold calls. */
public final class MalformedCallsException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedCallsException(String message) {
    super(message);
  }
}
