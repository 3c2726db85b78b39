package org.temper.api;

import java.util.Map;

/**
 * An optimizer: it turns the gradients of a set of parameters into an update of them, and forgets
 * the gradients.
 *
 * <p>Its state is keyed by the names of the parameters, so that a checkpoint survives another order
 * of them.
 */
public interface Optimizer extends Stateful, AutoCloseable {

  /**
   * The parameters that are updated.
   *
   * @return the set
   */
  ParameterSet parameters();

  /**
   * The number of updates made so far.
   *
   * @return at least 0
   */
  long updates();

  /**
   * Updates the parameters by their gradients and zeroes these.
   *
   * <p>Where the global gradient norm is not finite the parameters and the state stay as they are;
   * the gradients are zeroed all the same, and the returned norm tells.
   *
   * @return what was done
   */
  Step step();

  /**
   * Settings that decide the updates, such as the learning rates and the weight decay.
   *
   * @return by name; a resume with others is refused
   */
  default Map<String, String> identity() {
    return Map.of();
  }

  /** Zeroes the gradients without an update. */
  void zeroGradients();

  /** Frees the state. */
  @Override
  void close();

  /**
   * What one update did.
   *
   * @param gradientNorm Euclidean norm of all gradients together, before clipping; NaN or infinite
   *     where no update was made
   * @param learningRate the learning rate that was used
   */
  record Step(double gradientNorm, double learningRate) {}
}
