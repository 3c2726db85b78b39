package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LogSigmoidTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  @Test
  void agreesWithHandComputedValues() {
    // log(1/2) = −0.693147; σ(1) = 1/(1 + 0.367879) = 0.731059, log = −0.313262;
    // log σ(−1) = log σ(1) − 1 = −1.313262
    NDArray x = manager.create(new double[] {0, 1, -1});
    assertThat(LogSigmoid.logSigmoid(x).toDoubleArray())
        .containsExactly(new double[] {-0.693147, -0.313262, -1.313262}, within(1e-6));
  }

  @Test
  void isFiniteAndLinearAtTheExtremesOfFloat32() {
    NDArray x = manager.create(new float[] {-1e30f, -1000f, -110f, 110f, 1000f, 1e30f});
    assertThat(LogSigmoid.logSigmoid(x).toFloatArray())
        .containsExactly(new float[] {-1e30f, -1000f, -110f, 0f, 0f, 0f}, within(1e-6f));
  }

  @Test
  void keepsItsAccuracyWhereTheSigmoidRoundsToOne() {
    // log σ(18) = −log(1 + e^−18) = −1.52299795e−8, though 1 + e^−18 rounds to 1 in float32
    float value = LogSigmoid.logSigmoid(manager.create(new float[] {18})).toFloatArray()[0];
    assertThat(value).isCloseTo(-1.5229979e-8f, within(1e-12f));
  }

  @Test
  void hasTheGradientOfSigmoidOfMinusX() {
    // σ(0) = 0.5; σ(−2) = 0.119203; σ(2) = 0.880797; 1 far to the left, 0 far to the right
    NDArray x = manager.create(new float[] {0, 2, -2, -1000, 1000});
    assertThat(Gradients.at(x, v -> LogSigmoid.logSigmoid(v).sum()))
        .containsExactly(new double[] {0.5, 0.119203, 0.880797, 1, 0}, within(1e-6));
  }
}
