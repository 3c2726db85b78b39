package org.temper.models.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.tracker.Tracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.NamedParameter;
import org.temper.api.Optimizer;
import org.temper.api.ParameterSet;

class AdamWTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray matrix = trainable(new float[] {1, -2});
  private final NDArray gain = trainable(new float[] {1, -2});
  private final ParameterSet parameters =
      ParameterSet.of(
          List.of(
              new NamedParameter("matrix", matrix, NamedParameter.Decay.DECAYED),
              new NamedParameter("gain", gain, NamedParameter.Decay.EXEMPT)));

  private NDArray trainable(float[] values) {
    NDArray array = manager.create(values);
    array.setRequiresGradient(true);
    return array;
  }

  private void addGradient(NDArray array, float... gradient) {
    JniUtils.backward((PtNDArray) array, (PtNDArray) manager.create(gradient), false, false);
  }

  private static AdamWConfig config() {
    return AdamWConfig.of(Tracker.fixed(0.1f)).withWeightDecay(0.5).withMaxGradientNorm(100);
  }

  @Test
  void twoUpdatesEqualTheFormula() {
    try (AdamW optimizer = AdamW.of(parameters, config())) {
      addGradient(matrix, 3, -4);
      addGradient(gain, 0, 0);
      Optimizer.Step first = optimizer.step();
      assertThat(first.gradientNorm()).isCloseTo(5, within(1e-6));
      assertThat(first.learningRate()).isCloseTo(0.1, within(1e-7));
      // θ − 0.1·0.5·θ − 0.1·sign(g): the bias-corrected first step is the gradient's sign.
      assertThat(matrix.toFloatArray()).containsExactly(new float[] {0.85f, -1.8f}, within(1e-5f));
      assertThat(gain.toFloatArray()).containsExactly(1, -2);

      addGradient(matrix, 1, 0);
      optimizer.step();
      // First component: m = 0.9·0.3 + 0.1·1 = 0.37, m̂ = 0.37/0.19 = 1.947368;
      // v = 0.999·0.009 + 0.001·1 = 0.009991, v̂ = 0.009991/0.001999 = 4.997999, √v̂ = 2.235621;
      // θ = 0.85·0.95 − 0.1·1.947368/2.235621 = 0.8075 − 0.0871064 = 0.7203936.
      // Second: m = −0.36, m̂ = −1.894737; v = 0.015984, v̂ = 7.995998, √v̂ = 2.827720;
      // θ = −1.8·0.95 + 0.1·1.894737/2.827720 = −1.71 + 0.0670058 = −1.6429942.
      assertThat(matrix.toFloatArray())
          .containsExactly(new float[] {0.7203936f, -1.6429942f}, within(1e-5f));
      assertThat(optimizer.updates()).isEqualTo(2);
    }
  }

  @Test
  void gradientsAreClippedByTheirGlobalNorm() {
    try (AdamW clipped = AdamW.of(parameters, config().withMaxGradientNorm(1))) {
      addGradient(matrix, 3, 0);
      addGradient(gain, 0, 4);
      assertThat(clipped.step().gradientNorm()).isCloseTo(5, within(1e-6));
      // g / 5, and the running mean holds a tenth of it.
      assertThat(clipped.state().get("mean.matrix").toFloatArray())
          .containsExactly(new float[] {0.06f, 0}, within(1e-7f));
      assertThat(clipped.state().get("mean.gain").toFloatArray())
          .containsExactly(new float[] {0, 0.08f}, within(1e-7f));
    }
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothingAndIsForgotten() {
    try (AdamW optimizer = AdamW.of(parameters, config())) {
      addGradient(matrix, Float.NaN, 1);
      assertThat(optimizer.step().gradientNorm()).isNaN();
      assertThat(matrix.toFloatArray()).containsExactly(1, -2);
      assertThat(optimizer.updates()).isZero();
      addGradient(matrix, 1, 1);
      assertThat(optimizer.step().gradientNorm()).isCloseTo(Math.sqrt(2), within(1e-6));
    }
  }

  @Test
  void aParameterThatNoLossReachedIsLeftAlone() {
    try (AdamW optimizer = AdamW.of(parameters, config())) {
      assertThat(optimizer.step().gradientNorm()).isZero();
      addGradient(gain, 1, 1);
      optimizer.step();
      assertThat(matrix.toFloatArray()).containsExactly(1, -2);
    }
  }

  @Test
  void zeroingForgetsGradients() {
    try (AdamW optimizer = AdamW.of(parameters, config())) {
      addGradient(matrix, 3, 4);
      optimizer.zeroGradients();
      assertThat(optimizer.step().gradientNorm()).isZero();
    }
  }

  @Test
  void restoredStateContinuesAsIfNothingHadHappened() {
    Map<String, NDArray> saved = new HashMap<>();
    Map<String, NDArray> savedParameters = new HashMap<>();
    try (AdamW optimizer = AdamW.of(parameters, config())) {
      addGradient(matrix, 3, -4);
      optimizer.step();
      optimizer.state().forEach((name, array) -> saved.put(name, array.duplicate()));
      saved.values().forEach(array -> array.attach(manager));
      parameters
          .state()
          .forEach((name, array) -> savedParameters.put(name, array.stopGradient().duplicate()));
      addGradient(matrix, 1, 2);
      optimizer.step();
    }
    float[] expected = matrix.toFloatArray();
    parameters.restore(savedParameters);
    assertThat(matrix.hasGradient()).isTrue();
    try (AdamW resumed = AdamW.of(parameters, config())) {
      resumed.restore(saved);
      assertThat(resumed.updates()).isEqualTo(1);
      addGradient(matrix, 1, 2);
      resumed.step();
      assertThat(matrix.toFloatArray()).containsExactly(expected);
      saved.remove("steps.gain");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> resumed.restore(saved))
          .withMessageStartingWith("values: expected the arrays");
    }
  }

  @Test
  void aParameterReachedBeforeAResumeGoesOnByItsRunningMean() {
    Map<String, NDArray> saved = new HashMap<>();
    NDArray start = matrix.stopGradient().duplicate();
    try (AdamW optimizer = AdamW.of(parameters, config())) {
      addGradient(matrix, 3, -4);
      addGradient(gain, 1, 1);
      optimizer.step();
      optimizer.state().forEach((name, array) -> saved.put(name, array.duplicate()));
      saved.values().forEach(array -> array.attach(manager));
    }
    NDArray other = trainable(start.toFloatArray());
    NDArray otherGain = trainable(new float[] {0, 0});
    ParameterSet afresh =
        ParameterSet.of(
            List.of(
                new NamedParameter("matrix", other, NamedParameter.Decay.DECAYED),
                new NamedParameter("gain", otherGain, NamedParameter.Decay.EXEMPT)));
    try (AdamW resumed = AdamW.of(afresh, config())) {
      resumed.restore(saved);
      addGradient(otherGain, 1, 1);
      resumed.step();
      assertThat(other.getFloat(0)).isLessThan(1 - 0.05f);
    }
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config().withWeightDecay(-1))
        .withMessage("weightDecay: expected at least 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdamW.of(ParameterSet.empty(), config()))
        .withMessage("parameters: expected at least one, got none");
  }
}
