package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.Map;
import org.temper.api.NamedParameter;
import org.temper.api.Optimizer;
import org.temper.api.ParameterSet;

/** The plainest optimizer: each parameter moves against its gradient, at a constant rate. */
public final class GradientDescent implements Optimizer {
  private final ParameterSet parameters;
  private final double learningRate;
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray updates = manager.create(new long[1]);

  private GradientDescent(ParameterSet parameters, double learningRate) {
    this.parameters = parameters;
    this.learningRate = learningRate;
  }

  /**
   * An optimizer.
   *
   * @param parameters what to update; float32
   * @param learningRate the rate, above 0
   * @return the optimizer, to be closed by the caller
   * @throws IllegalArgumentException if {@code learningRate} is not positive and finite
   */
  public static GradientDescent of(ParameterSet parameters, double learningRate) {
    checkArgument(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate: expected a positive number, got %s",
        learningRate);
    return new GradientDescent(parameters, learningRate);
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long updates() {
    return updates.getLong(0);
  }

  @Override
  public Step step() {
    double norm = gradientNorm();
    if (Double.isFinite(norm)) {
      for (NamedParameter parameter : parameters) {
        move(parameter.array());
      }
      updates.addi(1);
    }
    zeroGradients();
    return new Step(norm, learningRate);
  }

  private void move(NDArray array) {
    try (NDManager scope = array.getManager().newSubManager()) {
      NDArray gradient = array.getGradient();
      gradient.attach(scope);
      NDArray change = gradient.mul(learningRate);
      // An array that records gradients refuses to be written to on a thread that records them.
      array.setRequiresGradient(false);
      array.subi(change);
      array.setRequiresGradient(true);
    }
  }

  private double gradientNorm() {
    double squares = 0;
    for (NamedParameter parameter : parameters) {
      for (double value : HostArrays.gradient(parameter.array())) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }

  @Override
  public void zeroGradients() {
    for (NamedParameter parameter : parameters) {
      try (NDManager scope = parameter.array().getManager().newSubManager()) {
        NDArray gradient = parameter.array().getGradient();
        gradient.attach(scope);
        // Written, not multiplied or subtracted: NaN would stay.
        gradient.set(new NDIndex("..."), 0f);
      }
    }
  }

  @Override
  public Map<String, NDArray> state() {
    return Map.of("updates", updates);
  }

  @Override
  public void close() {
    manager.close();
  }
}
