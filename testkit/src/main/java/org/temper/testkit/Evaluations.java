package org.temper.testkit;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.Supplier;

/** Calls that look at a model and do not train it. */
final class Evaluations {
  private Evaluations() {}

  /**
   * Makes a call as the thread is, while it records gradients, and again; fails if the numbers
   * differ by a bit, as with dropout, or if the call leaves the thread in another gradient mode.
   *
   * @param what what the call gives, for the message
   * @return the numbers
   */
  static double[] repeated(String what, Supplier<double[]> call) {
    double[] first = keepingMode(what, call);
    double[] recorded;
    try (Recording recording = Recording.start()) {
      recorded = keepingMode(what, call);
    }
    Closeness.assertClose(what + " while gradients are recorded", first, recorded, 0);
    Closeness.assertClose(what + " again", first, keepingMode(what, call), 0);
    return first;
  }

  private static double[] keepingMode(String what, Supplier<double[]> call) {
    boolean before = recordsGradients();
    double[] numbers = call.get();
    boolean after = recordsGradients();
    if (after != before) {
      throw new AssertionError(
          what + ": expected gradient mode to stay " + before + ", got " + after);
    }
    return numbers;
  }

  private static boolean recordsGradients() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray leaf = manager.create(1f);
      leaf.setRequiresGradient(true);
      return hasGraph(leaf.add(1));
    }
  }

  /** Fails if an array lies in a graph; adds to the graph's gradients then. */
  static void assertNoGraph(String what, NDArray array) {
    if (hasGraph(array)) {
      throw new AssertionError(what + ": expected no graph, got one to the parameters");
    }
  }

  // DJL's hasGradient knows of leaves alone.
  private static boolean hasGraph(NDArray array) {
    try (Recording recording = Recording.start()) {
      recording.backward(array.sum());
      return true;
    } catch (EngineException e) {
      return false;
    }
  }
}
