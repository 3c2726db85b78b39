package org.temper.environments.sandbox;

/** The failure of a sandbox itself: it says nothing of the program that was to run. */
public final class SandboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param message what failed, and what to do about it
   */
  public SandboxException(String message) {
    super(message);
  }

  /**
   * A failure.
   *
   * @param message what failed, and what to do about it
   * @param cause what it failed with
   */
  public SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
