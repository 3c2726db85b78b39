package org.temper.data.hub;

import java.io.IOException;

/**
 * An answer that is not what was asked for: the Hub cannot be reached or refuses, or what it sends
 * is not what it says. The message is one line.
 */
public final class HubException extends IOException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Whether anything else can be done about it. */
  enum Reason {
    /** No answer at all; what the cache holds may do. */
    UNREACHABLE,
    /** An answer, and it is no. */
    REFUSED,
    /** No sound answer for now. */
    TRANSIENT
  }

  /** After how many seconds the server wants to be asked again; below 0 where it does not say. */
  private final long retryAfter;

  HubException(Reason reason, String message) {
    this(reason, message, -1);
  }

  HubException(Reason reason, String message, long retryAfter) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  Reason reason() {
    return reason;
  }

  long retryAfter() {
    return retryAfter;
  }
}
