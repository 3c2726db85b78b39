package org.temper.api;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDManager;

/** Arrays that a model made of a batch. They are owned here and freed on close. */
public interface Scores extends AutoCloseable {

  /**
   * Owner of these arrays, and of whatever is computed from them and should be freed with them.
   *
   * @return the manager, on the model's device
   */
  NDManager manager();

  /**
   * Checks that scores were not closed.
   *
   * @param manager the owner of their arrays
   * @throws IllegalStateException if they were
   */
  static void checkOpen(NDManager manager) {
    checkState(manager.isOpen(), "scores: expected to be open, got closed");
  }

  /** Frees the arrays, and their graph where there is one. */
  @Override
  void close();
}
