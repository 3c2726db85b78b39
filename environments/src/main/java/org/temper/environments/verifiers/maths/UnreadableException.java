package org.temper.environments.verifiers.maths;

/** A formula that is none that is read here. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException() {
    super("no formula that is read here", null, false, false);
  }
}
