package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which this thread records gradients. Recordings may overlap, as those of a
 * policy and a value model do, though the engine allows one collector: they share it.
 */
public final class Recording implements AutoCloseable {
  private static int open;
  private static @Nullable GradientCollector collector;
  private boolean used;
  private boolean closed;

  private Recording() {}

  public static Recording start() {
    synchronized (Recording.class) {
      if (collector == null) {
        collector = Engine.getInstance().newGradientCollector();
      }
      open++;
    }
    return new Recording();
  }

  public void backward(NDArray loss) {
    checkState(!closed, "backward: expected open scores, got closed ones");
    checkArgument(
        loss.getShape().equals(new Shape()), "loss: expected a scalar, got %s", loss.getShape());
    checkState(!used, "backward: expected one call, got a second");
    used = true;
    GradientCollector current = collector;
    checkState(current != null, "backward: expected an open recording, got none");
    current.backward(loss);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    synchronized (Recording.class) {
      open--;
      if (open == 0 && collector != null) {
        collector.close();
        collector = null;
      }
    }
  }
}
