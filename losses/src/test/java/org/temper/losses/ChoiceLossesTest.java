package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** IPO and S-DPO: the preference losses beside DPO. */
class ChoiceLossesTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  private NDArray array(double... values) {
    return manager.create(values);
  }

  private NDArray rows(int rows, double... values) {
    return manager.create(values, new Shape(rows, values.length / rows));
  }

  private NDArray mask(int rows, boolean... values) {
    return manager.create(values, new Shape(rows, values.length / rows));
  }

  @Test
  void ipoIsTheSquaredDistanceFromItsMargin() {
    PolicyPair policy = new PolicyPair(array(-1, -2), array(-3, -1));
    ReferencePair reference = new ReferencePair(array(-1.5, -2), array(-2.5, -1));
    // τ = 0.5, margin 1. h = 0.5 − (−0.5) = 1: 0.   h = 0: (0 − 1)² = 1
    assertThat(PreferenceLosses.ipo(policy, reference, 0.5).toDoubleArray())
        .containsExactly(new double[] {0, 1}, within(1e-12));
    // 2 · (h − 1): 0 and −2
    assertThat(
            Gradients.at(
                policy.chosen(),
                x ->
                    PreferenceLosses.ipo(new PolicyPair(x, policy.rejected()), reference, 0.5)
                        .sum()))
        .containsExactly(new double[] {0, -2}, within(1e-12));
  }

  @Test
  void ipoStaysFiniteInFloat32() {
    PolicyPair far =
        new PolicyPair(manager.create(new float[] {-0x1p50f}), manager.create(new float[] {0}));
    ReferencePair zero =
        new ReferencePair(manager.create(new float[1]), manager.create(new float[1]));
    assertThat(PreferenceLosses.ipo(far, zero, 0.1).getFloat()).isFinite();
  }

  @Test
  void softmaxWeighsOneAgainstMany() {
    PolicyChoices policy = new PolicyChoices(array(-1), rows(1, -1, -3, -9));
    ReferenceChoices reference = new ReferenceChoices(array(-2), rows(1, -1, -2, -9));
    // Δ_w = 1; Δ_l = 0, −1, (0, masked). β = 2: log(1 + e^−2 + e^−4)
    //   = log(1 + 0.135335 + 0.018316) = log 1.153651 = 0.142931
    assertThat(
            PreferenceLosses.softmax(policy, reference, mask(1, true, true, false), 2)
                .toDoubleArray())
        .containsExactly(new double[] {0.142931}, within(1e-6));
  }

  @Test
  void softmaxIsLogOfTheNumberOfChoicesWherePolicyAndReferenceAgree() {
    NDArray chosen = array(-1, -2, -3);
    NDArray rejected = rows(3, -1, -2, -3, -4, -5, -6);
    NDArray mask = mask(3, true, true, true, false, false, false);
    assertThat(
            PreferenceLosses.softmax(
                    new PolicyChoices(chosen, rejected),
                    new ReferenceChoices(chosen, rejected),
                    mask,
                    0.3)
                .toDoubleArray())
        .containsExactly(new double[] {Math.log(3), Math.log(2), 0}, within(1e-12));
  }

  /** log(1 + 2 · e^−20), where 1 + 2 · e^−20 is 1 in float32. */
  @Test
  void softmaxKeepsItsDigitsNearZero() {
    NDArray chosen = manager.create(new float[] {20});
    NDArray rejected = manager.create(new float[] {0, 0}, new Shape(1, 2));
    NDArray loss =
        PreferenceLosses.softmax(
            new PolicyChoices(chosen, rejected),
            new ReferenceChoices(chosen.zerosLike(), rejected.zerosLike()),
            mask(1, true, true),
            1);
    assertThat(loss.toFloatArray()[0])
        .isCloseTo((float) Math.log1p(2 * Math.exp(-20)), withinPercentage(1e-4));
  }

  @Test
  void softmaxStaysFiniteAndMaskedChoicesGetNoGradient() {
    NDArray chosen = manager.create(new float[] {0, -1e30f, 0});
    NDArray rejected =
        manager.create(
            new float[] {-1e30f, -1, 1e30f, 0, Float.NaN, Float.POSITIVE_INFINITY},
            new Shape(3, 2));
    NDArray mask = mask(3, true, true, true, true, false, false);
    ReferenceChoices zero =
        new ReferenceChoices(
            manager.create(new float[3]), manager.create(new float[6], new Shape(3, 2)));
    NDArray loss = PreferenceLosses.softmax(new PolicyChoices(chosen, rejected), zero, mask, 1);
    // log(1 + e^−1e30 + e^−1) = 0.313262, 2e30, 0
    assertThat(loss.toFloatArray())
        .usingComparatorWithPrecision(1e24f)
        .containsExactly(0.313262f, 2e30f, 0);
    assertThat(
            Gradients.at(
                rejected,
                x -> PreferenceLosses.softmax(new PolicyChoices(chosen, x), zero, mask, 1).sum()))
        .containsExactly(new double[] {0, 0.268941, 1, 0, 0, 0}, within(1e-6));
  }

  @Test
  void messagesNameTheArgument() {
    PolicyChoices policy = new PolicyChoices(array(-1), rows(1, -1, -2));
    ReferenceChoices reference = new ReferenceChoices(array(-1), rows(1, -1, -2));
    PolicyPair pair = new PolicyPair(array(-1), array(-1));
    ReferencePair other = new ReferencePair(array(-1), array(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferenceLosses.ipo(pair, other, 0))
        .withMessage("tau: expected a positive number, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PreferenceLosses.softmax(policy, reference, mask(1, true, true), Double.NaN))
        .withMessage("beta: expected a positive number, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferenceLosses.softmax(policy, reference, mask(1, true), 1))
        .withMessage("rejectedMask: expected shape (1, 2), got (1, 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PolicyChoices(array(-1, -1), rows(1, -1, -2)))
        .withMessage("rejected: expected 2 rows, as many as chosen, got 1");
  }
}
