package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class KlEstimatorsTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray logProbs = manager.create(new double[] {-1, -1, -1});
  private final NDArray refLogProbs = manager.create(new double[] {0, -15, -30});

  @Test
  void k1IsTheLogRatio() {
    // −1 − 0, −1 + 15, −1 + 30
    assertThat(KlEstimators.k1(logProbs, refLogProbs).toDoubleArray()).containsExactly(-1, 14, 29);
  }

  @Test
  void k2IsHalfTheSquaredLogRatio() {
    // 1/2, 196/2, 841/2
    assertThat(KlEstimators.k2(logProbs, refLogProbs).toDoubleArray())
        .containsExactly(0.5, 98, 420.5);
  }

  @Test
  void k3IsTheRatioMinusItsLogMinusOne() {
    // e^1 − 1 − 1 = 0.7182818; e^−14 + 14 − 1 = 13.0000008; e^−29 + 29 − 1 = 28
    assertThat(KlEstimators.k3(logProbs, refLogProbs).toDoubleArray())
        .containsExactly(new double[] {0.7182818, 13.0000008, 28}, within(1e-7));
  }

  @Test
  void allAreZeroWithZeroK2AndK3GradientsWherePolicyAndReferenceAgree() {
    assertThat(KlEstimators.k1(logProbs, logProbs).toDoubleArray()).containsOnly(0);
    assertThat(KlEstimators.k2(logProbs, logProbs).toDoubleArray()).containsOnly(0);
    assertThat(KlEstimators.k3(logProbs, logProbs).toDoubleArray()).containsOnly(0);
    assertThat(Gradients.at(logProbs, x -> KlEstimators.k2(x, logProbs).sum()))
        .containsExactly(new double[3], within(0.0));
    assertThat(Gradients.at(logProbs, x -> KlEstimators.k3(x, logProbs).sum()))
        .containsExactly(new double[3], within(0.0));
  }

  @Test
  void gradientsAreThoseOfTheFormulas() {
    // k1: 1; k2: log π − log π_ref; k3: 1 − r = 1 − e, 1 − e^−14, 1 − e^−29
    assertThat(Gradients.at(logProbs, x -> KlEstimators.k1(x, refLogProbs).sum()))
        .containsExactly(1, 1, 1);
    assertThat(Gradients.at(logProbs, x -> KlEstimators.k2(x, refLogProbs).sum()))
        .containsExactly(-1, 14, 29);
    assertThat(Gradients.at(logProbs, x -> KlEstimators.k3(x, refLogProbs).sum()))
        .containsExactly(new double[] {-1.7182818, 0.9999992, 1}, within(1e-7));
  }

  @Test
  void noGradientFlowsIntoTheReference() {
    // with the gradient of the second argument each would be 0
    assertThat(Gradients.at(logProbs, x -> KlEstimators.k1(x, x).sum())).containsExactly(1, 1, 1);
  }

  @Test
  void k1AndK3AverageToTheDivergenceUnderThePolicy() {
    // π = (0.7, 0.2, 0.1), π_ref = (0.4, 0.4, 0.2):
    // KL = 0.7·log(1.75) + 0.2·log(0.5) + 0.1·log(0.5) = 0.391731 − 0.207944 = 0.183787
    NDArray probabilities = manager.create(new double[] {0.7, 0.2, 0.1});
    NDArray policy = probabilities.log();
    NDArray reference = manager.create(new double[] {0.4, 0.4, 0.2}).log();
    assertThat(KlEstimators.k1(policy, reference).mul(probabilities).sum().getDouble())
        .isCloseTo(0.183787, within(1e-6));
    assertThat(KlEstimators.k3(policy, reference).mul(probabilities).sum().getDouble())
        .isCloseTo(0.183787, within(1e-6));
  }

  @Test
  void staysFiniteForTokensThatThePolicyAllButRulesOut() {
    NDArray policy = manager.create(new float[] {-80, -1e5f});
    NDArray reference = manager.create(new float[] {0, 0});
    assertThat(KlEstimators.k1(policy, reference).isInfinite().any().getBoolean()).isFalse();
    assertThat(KlEstimators.k2(policy, reference).isInfinite().any().getBoolean()).isFalse();
    // e^80 = 5.54e34 is within float32; e^100000 is not, and is shown as such
    float[] k3 = KlEstimators.k3(policy, reference).toFloatArray();
    assertThat(k3[0]).isCloseTo(5.5406e34f, within(1e31f));
    assertThat(k3[1]).isInfinite();
  }

  @Test
  void aScalarKeepsItsType() {
    NDArray scalar = manager.create(-1f);
    assertThat(KlEstimators.k1(scalar, scalar).getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(KlEstimators.k2(scalar, scalar).getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(KlEstimators.k3(scalar, scalar).getDataType()).isEqualTo(DataType.FLOAT32);
  }

  @Test
  void messagesNameTheArgument() {
    assertThatThrownBy(() -> KlEstimators.k3(logProbs, manager.create(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("refLogProbs: expected shape (3), got ()");
    assertThatThrownBy(() -> KlEstimators.k1(manager.create(new int[3]), refLogProbs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logProbs: expected a floating type, got int32");
  }

  @Test
  void fullIsTheDivergenceOfEachPlace() {
    // as above 0.183787; and (1, 0, 0) against (0.5, 0.5, 0): log 2
    NDArray policy = manager.create(new double[] {0.7, 0.2, 0.1, 1, 0, 0}, new Shape(2, 3)).log();
    NDArray reference =
        manager.create(new double[] {0.4, 0.4, 0.2, 0.5, 0.5, 0}, new Shape(2, 3)).log();
    assertThat(KlEstimators.full(policy, reference).toDoubleArray())
        .containsExactly(new double[] {0.183787, Math.log(2)}, within(1e-6));
    assertThat(KlEstimators.full(policy, policy).toDoubleArray()).containsOnly(0);
    // π · (log π − log π_ref + 1), and 0 for what cannot be
    double[] gradient = Gradients.at(policy, x -> KlEstimators.full(x, reference).sum());
    assertThat(gradient)
        .containsExactly(
            new double[] {
              0.7 * (Math.log(1.75) + 1),
              0.2 * (Math.log(0.5) + 1),
              0.1 * (Math.log(0.5) + 1),
              Math.log(2) + 1,
              0,
              0
            },
            within(1e-12));
  }

  @Test
  void fullIsInfiniteWhereTheReferenceAloneRulesOut() {
    NDArray policy = manager.create(new double[] {0.5, 0.5}).log();
    NDArray reference = manager.create(new double[] {1, 0}).log();
    assertThat(KlEstimators.full(policy, reference).getDouble()).isInfinite();
  }

  @Test
  void k3KeepsItsDigitsNearZero() {
    for (double logRatio : new double[] {3e-4, -3e-4, 1e-6, -2e-3, 0.09, -0.0999, 0.1001, 0.5}) {
      NDArray zero = manager.create(new float[] {0});
      NDArray ratio = manager.create(new float[] {(float) logRatio});
      double exact = series((float) logRatio);
      assertThat(KlEstimators.k3(zero, ratio).toFloatArray()[0])
          .isCloseTo((float) exact, within((float) (5e-6 * exact)));
      // 1 − e^x, of what is subtracted from x
      assertThat(
              Gradients.at(
                  zero.toType(DataType.FLOAT64, true),
                  x -> KlEstimators.k3(x, ratio.toType(DataType.FLOAT64, true)).sum())[0])
          .isCloseTo(-Math.expm1((float) logRatio), within(1e-12));
    }
  }

  @Test
  void k3OfWhatIsFarApartHasNoGradientOfNaN() {
    NDArray policy = manager.create(new double[] {-1e9, 0, -700, Double.NEGATIVE_INFINITY});
    NDArray reference = manager.create(new double[] {0, -1e9, 0, -1});
    double[] gradients = Gradients.at(policy, x -> KlEstimators.k3(x, reference).sum());
    assertThat(gradients[1]).isEqualTo(1);
    assertThat(gradients[0]).isNegative();
  }

  /** e^x − x − 1 in float64, by its series near 0. */
  private static double series(double x) {
    double sum = 0;
    double term = x;
    for (int n = 2; n < 40; n++) {
      term *= x / n;
      sum += term;
    }
    return sum;
  }
}
