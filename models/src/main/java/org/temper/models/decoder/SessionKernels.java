package org.temper.models.decoder;

import ai.djl.ndarray.NDManager;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.temper.models.kernel.Kernel;

/**
 * The kernels of {@code session.py}, compiled once for each session that is open at the same time:
 * a session's weights and caches lie in its kernel, since passing them anew for each token would
 * cost more than a small model's pass.
 */
final class SessionKernels implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, Object> constants;
  private final Deque<Kernel> idle = new ArrayDeque<>();

  SessionKernels(NDManager manager, Map<String, Object> constants) {
    this.manager = manager;
    this.constants = constants;
  }

  /** A kernel without weights and caches. */
  Kernel take() {
    return idle.isEmpty()
        ? Kernel.compile(
            manager, SessionKernels.class, List.of("decoder.py", "session.py"), constants)
        : idle.pop();
  }

  /** Takes a kernel back whose weights and caches are released. */
  void giveBack(Kernel kernel) {
    idle.push(kernel);
  }

  @Override
  public void close() {
    idle.forEach(Kernel::close);
    idle.clear();
  }
}
