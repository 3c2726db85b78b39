package org.temper.models.decoder;

import java.util.Arrays;

/** One sequence of a session: how much of it is cached, and what waits. */
final class SessionRow {
  private final int number;
  private int cached;
  private long[] pending;
  private boolean live = true;

  SessionRow(int number, long[] pending) {
    this.number = number;
    this.pending = pending.clone();
  }

  int number() {
    return number;
  }

  int length() {
    return cached + pending.length;
  }

  boolean isLive() {
    return live;
  }

  boolean hasPending() {
    return pending.length > 0;
  }

  /** Whether a single token follows cached ones. */
  boolean hasOneMore() {
    return cached > 0 && pending.length == 1;
  }

  void append(long... tokens) {
    int before = pending.length;
    pending = Arrays.copyOf(pending, before + tokens.length);
    System.arraycopy(tokens, 0, pending, before, tokens.length);
  }

  void finish() {
    live = false;
  }

  SessionStep.Span span() {
    return new SessionStep.Span(cached, pending);
  }

  /** What waited is cached now. */
  void settle() {
    cached = length();
    pending = new long[0];
  }
}
