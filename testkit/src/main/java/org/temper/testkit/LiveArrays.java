package org.temper.testkit;

import ai.djl.ndarray.NDManager;

/** The number of native arrays that this process holds: what grows where a close was forgotten. */
public final class LiveArrays {
  private LiveArrays() {}

  /**
   * Counts the arrays of all open managers of the default engine.
   *
   * <p>Other threads' arrays are counted too, so compare two counts only where nothing else runs.
   *
   * @return the number of arrays that are not closed
   */
  public static int count() {
    try (NDManager probe = NDManager.newBaseManager()) {
      NDManager root = probe;
      for (NDManager up = probe.getParentManager(); up != null; up = up.getParentManager()) {
        root = up;
      }
      return root.getManagedArrays().size();
    }
  }

  /**
   * Fails if an action leaves arrays behind: it is run once to warm up, then a few times more, and
   * the count must be the same after each.
   *
   * @param what what the action is, for the message
   * @param action what to run
   * @throws AssertionError if the number of live arrays changes
   */
  public static void assertConstant(String what, Runnable action) {
    action.run();
    int before = count();
    for (int run = 1; run <= 3; run++) {
      action.run();
      int after = count();
      if (after != before) {
        throw new AssertionError(
            what + ": expected " + before + " live arrays after run " + run + ", got " + after);
      }
    }
  }
}
