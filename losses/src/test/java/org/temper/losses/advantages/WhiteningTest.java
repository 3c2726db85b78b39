package org.temper.losses.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WhiteningTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  @Test
  void hasMeanZeroAndUnbiasedVarianceOne() {
    // kept 1, 2, 6: mean 3, (4 + 1 + 9) / 2 = 7: (−2, −1, 3) / √7 = −0.755929, −0.377964, 1.133893
    assertThat(
            Whitening.whitened(
                    array(1, 2, Double.POSITIVE_INFINITY, 6), mask(true, true, false, true))
                .toDoubleArray())
        .containsExactly(new double[] {-0.755929, -0.377964, 0, 1.133893}, within(1e-6));
  }

  @Test
  void withoutVarianceThereIsNothingToTellApart() {
    NDArray same = manager.create(new float[] {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f});
    boolean[] all = {true, true, true, true, true, true, true};
    assertThat(Whitening.whitened(same, mask(all)).toFloatArray()).containsOnly(0);
    assertThat(Whitening.whitened(array(3, 9), mask(true, false)).toDoubleArray()).containsOnly(0);
    assertThat(Whitening.whitened(array(3, 9), mask(false, false)).toDoubleArray()).containsOnly(0);
    assertThat(Whitening.whitened(array(0, 0), mask(true, true)).toDoubleArray()).containsOnly(0);
  }

  @Test
  void aNaNInsideTheMaskIsSeen() {
    assertThat(Whitening.whitened(array(1, Double.NaN, 2), mask(true, true, true)).toDoubleArray())
        .containsOnly(Double.NaN);
    assertThat(Whitening.whitened(array(1, Double.NaN, 2), mask(true, false, true)).toDoubleArray())
        .containsExactly(new double[] {-Math.sqrt(0.5), 0, Math.sqrt(0.5)}, within(1e-12));
  }

  @Test
  void survivesTheExtremesOfFloat32() {
    NDArray far = manager.create(new float[] {1e30f, -1e30f});
    // (1, −1) / √2
    assertThat(Whitening.whitened(far, mask(true, true)).toFloatArray())
        .containsExactly(new float[] {0.707107f, -0.707107f}, within(1e-6f));
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Whitening.whitened(array(1), array(1)))
        .withMessage("mask: expected boolean, got float64");
  }

  private NDArray array(double... values) {
    return manager.create(values);
  }

  private NDArray mask(boolean... flags) {
    return manager.create(flags);
  }
}
