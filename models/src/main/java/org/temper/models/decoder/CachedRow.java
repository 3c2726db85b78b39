package org.temper.models.decoder;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;

/** One sequence of a session: how much of it is cached and where, and what waits. */
final class CachedRow {
  private int slot;
  private int cached;
  private long[] pending;

  private CachedRow(int slot, int cached, long[] pending) {
    this.slot = slot;
    this.cached = cached;
    this.pending = pending;
  }

  /** A row of which nothing is cached yet. */
  static CachedRow of(int slot, long[] pending) {
    return new CachedRow(slot, 0, pending);
  }

  /** A row that goes its own way from here, with what is cached of this one. */
  CachedRow fork() {
    return new CachedRow(slot, cached, pending);
  }

  /** Where the cache and the logits hold it. */
  int slot() {
    return slot;
  }

  void moveTo(int value) {
    slot = value;
  }

  int length() {
    return cached + pending.length;
  }

  boolean hasPending() {
    return pending.length > 0;
  }

  /** Whether nothing of it is cached yet. */
  boolean isFresh() {
    return cached == 0;
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

  ImmutableLongArray pending() {
    return ImmutableLongArray.copyOf(pending);
  }

  /** Makes this row what another one is, of which as much was to be computed. */
  void follow(CachedRow other) {
    slot = other.slot;
    cached = other.cached;
    pending = other.pending;
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
