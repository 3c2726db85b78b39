package org.temper.algorithms;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a test opened, closed with it, the last first. */
public final class Opened implements AutoCloseable {
  private final Deque<AutoCloseable> last = new ArrayDeque<>();

  /**
   * Takes something over.
   *
   * @param closeable what is to be closed
   * @return the same
   */
  public <T extends AutoCloseable> T add(T closeable) {
    last.push(closeable);
    return closeable;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : last) {
      each.close();
    }
  }
}
