package org.temper.models.decoder;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.temper.models.kernel.Kernel;

/**
 * The kernels of {@code session.py}, compiled once for each session that is open at the same time:
 * a session's weights and caches lie in its kernel, since passing them anew for each token would
 * cost more than a small model's pass.
 *
 * <p>Making weights ready takes as long as decoding a dozen tokens. So those of the session that
 * was closed last stay for the next one, which looks whether they still are the policy's, until the
 * policy computes something else: then a batch has the memory.
 */
final class SessionKernels implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, Object> constants;
  private final Deque<Kernel> idle = new ArrayDeque<>();

  /** Whether the first of those has weights. */
  private boolean ready;

  SessionKernels(NDManager manager, Map<String, Object> constants) {
    this.manager = manager;
    this.constants = constants;
  }

  /** A kernel without caches, with the weights that were used last or none. */
  Kernel take() {
    ready = false;
    return idle.isEmpty()
        ? Kernel.compile(
            manager, SessionKernels.class, List.of("decoder.py", "session.py"), constants)
        : idle.pop();
  }

  /** Takes a kernel back whose caches are released. */
  void giveBack(Kernel kernel) {
    forget();
    idle.push(kernel);
    ready = true;
  }

  /** Frees the weights that no session uses. */
  void forget() {
    if (ready) {
      ready = false;
      try (NDManager scope = manager.newSubManager()) {
        NDArray any = scope.zeros(new Shape(0));
        idle.element().call(scope, "forget", tensor(any));
      }
    }
  }

  @Override
  public void close() {
    idle.forEach(Kernel::close);
    idle.clear();
  }
}
