package org.temper.testkit.tables;

import ai.djl.ndarray.NDArray;
import org.temper.api.Differentiable;
import org.temper.testkit.Recording;

/** The scores of a table, whose way back is a recording. */
interface Recorded extends Differentiable {

  /** What is differentiated through; closed with the scores. */
  Recording recording();

  @Override
  default void backward(NDArray loss) {
    recording().backward(loss);
  }

  @Override
  default void close() {
    recording().close();
    manager().close();
  }
}
