package org.temper.models.onerec;

import com.google.common.primitives.ImmutableLongArray;

/** One row of a session: its tokens, and how much of it is computed and where. */
final class OneRecRow {
  /** The history that it looks at among those that were read; -1 where it was not read. */
  int asks = -1;

  /** Its place in what is kept; -1 where nothing is. */
  int slot = -1;

  /** How many of its inputs went through. */
  int done;

  ImmutableLongArray tokens;

  OneRecRow(ImmutableLongArray tokens) {
    this.tokens = tokens;
  }

  OneRecRow fork() {
    OneRecRow fork = new OneRecRow(tokens);
    fork.asks = asks;
    fork.slot = slot;
    fork.done = done;
    return fork;
  }

  void append(long[] more, OneRecConfig config) {
    if (more.length > 0 && !tokens.contains(config.beginToken())) {
      // Its history is another one now.
      asks = -1;
      done = 0;
    }
    tokens = with(more);
  }

  ImmutableLongArray with(long... more) {
    return ImmutableLongArray.builder(tokens.length() + more.length)
        .addAll(tokens)
        .addAll(more)
        .build();
  }
}
