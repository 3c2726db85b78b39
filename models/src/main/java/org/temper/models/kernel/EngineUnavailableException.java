package org.temper.models.kernel;

/** The failure of PyTorch to start, with what would let it start in its one line. */
public final class EngineUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
