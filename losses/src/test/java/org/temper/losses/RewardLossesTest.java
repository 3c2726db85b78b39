package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RewardLossesTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final RewardPair rewards = new RewardPair(array(1, 2, -0.5), array(1, 0, 0.5));

  private NDArray array(double... values) {
    return manager.create(values);
  }

  @Test
  void agreesWithHandComputedValues() {
    // leads 0, 2, −1: log(1 + e^0) = 0.693147, log(1 + e^−2) = 0.126928, log(1 + e^1) = 1.313262
    assertThat(RewardLosses.bradleyTerry(rewards).toDoubleArray())
        .containsExactly(new double[] {0.693147, 0.126928, 1.313262}, within(1e-6));
    // less margins 0, 1, 1/3: leads 0, 1, −4/3: log(1 + e^−1) = 0.313262, log(1 + e^4/3) = 1.567296
    assertThat(RewardLosses.bradleyTerry(rewards, array(0, 1, 1 / 3.0)).toDoubleArray())
        .containsExactly(new double[] {0.693147, 0.313262, 1.567296}, within(1e-6));
    // (1 + 1)², (2 + 0)², (−0.5 + 0.5)²
    assertThat(RewardLosses.centering(rewards).toDoubleArray()).containsExactly(4, 4, 0);
    // (1 − 0)², (2 − 0.5)², (−0.5 + 0.5)²
    assertThat(RewardLosses.squared(rewards.chosen(), array(0, 0.5, -0.5)).toDoubleArray())
        .containsExactly(1, 2.25, 0);
    // log 2; log(1 + e^−2); log(1 + e^1) · ¼ + log(1 + e^−1) · ¾
    assertThat(RewardLosses.logistic(array(0, 2, -1), array(0.3, 1, 0.25)).toDoubleArray())
        .containsExactly(new double[] {0.693147, 0.126928, 0.563262}, within(1e-6));
  }

  @Test
  void theGradientOfAnOutcomeIsHowFarItsProbabilityIsOff() {
    NDArray labels = array(0.25, 1, 0);
    assertThat(Gradients.at(array(0, -1, 3), x -> RewardLosses.logistic(x, labels).sum()))
        .containsExactly(
            new double[] {0.25, -1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(-3))}, within(1e-9));
    NDArray logits = array(0.5, 1, 2);
    assertThat(
            Gradients.at(labels, y -> RewardLosses.logistic(logits, y).sum().add(y.sum().mul(0))))
        .containsExactly(0, 0, 0);
    assertThat(
            RewardLosses.logistic(
                    manager.create(new float[] {-1e30f, 1e30f, 1e30f}),
                    manager.create(new float[] {0, 1, 0}))
                .toFloatArray())
        .containsExactly(new float[] {0, 0, 1e30f}, within(1e24f));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardLosses.logistic(array(1), array(1, 2)))
        .withMessage("labels: expected shape (1), got (2)");
  }

  @Test
  void aMarginOfZeroIsNone() {
    assertThat(RewardLosses.bradleyTerry(rewards, array(0, 0, 0)).toDoubleArray())
        .isEqualTo(RewardLosses.bradleyTerry(rewards).toDoubleArray());
  }

  @Test
  void aNumberAddedToBothRewardsChangesTheCenteringAlone() {
    RewardPair shifted = new RewardPair(rewards.chosen().add(3), rewards.rejected().add(3));
    assertThat(RewardLosses.bradleyTerry(shifted).toDoubleArray())
        .containsExactly(RewardLosses.bradleyTerry(rewards).toDoubleArray(), within(1e-12));
    assertThat(RewardLosses.centering(shifted).toDoubleArray()).containsExactly(64, 64, 36);
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    NDArray margins = array(0.5, 1, -2);
    NDArray labels = array(0.1, 0.2, 0.3);
    assertGradient(pair -> RewardLosses.bradleyTerry(pair));
    assertGradient(pair -> RewardLosses.bradleyTerry(pair, margins));
    assertGradient(RewardLosses::centering);
    assertGradient(pair -> RewardLosses.squared(pair.chosen().sub(pair.rejected()), labels));
  }

  private void assertGradient(Function<RewardPair, NDArray> loss) {
    double[] point = {1, 2, -0.5, 1, 0, 0.5};
    double[] gradient = Gradients.at(array(point), x -> loss.apply(pair(x)).sum());
    for (int i = 0; i < point.length; i++) {
      double[] above = point.clone();
      double[] below = point.clone();
      above[i] += 1e-5;
      below[i] -= 1e-5;
      double slope =
          (loss.apply(pair(array(above))).sum().getDouble()
                  - loss.apply(pair(array(below))).sum().getDouble())
              / 2e-5;
      assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
    }
  }

  private static RewardPair pair(NDArray flat) {
    NDArray rows = flat.reshape(new Shape(2, 3));
    return new RewardPair(rows.get(0), rows.get(1));
  }

  @Test
  void noGradientFlowsIntoMarginsAndLabels() {
    NDArray point = array(0.5, 1, 2);
    assertThat(
            Gradients.at(
                point, x -> RewardLosses.bradleyTerry(rewards, x).sum().add(x.sum().mul(0))))
        .containsExactly(0, 0, 0);
    assertThat(
            Gradients.at(
                point, x -> RewardLosses.squared(rewards.chosen(), x).sum().add(x.sum().mul(0))))
        .containsExactly(0, 0, 0);
  }

  @Test
  void staysFiniteAtTheExtremesOfFloat32() {
    RewardPair far =
        new RewardPair(
            manager.create(new float[] {-1e30f, 1e30f, 1e5f}),
            manager.create(new float[] {1e30f, -1e30f, 1e5f}));
    NDArray margins = manager.create(new float[] {1e30f, -1e30f, 0});
    assertThat(RewardLosses.bradleyTerry(far).toFloatArray())
        .containsExactly(new float[] {2e30f, 0, 0.6931472f}, within(1e-6f));
    assertThat(RewardLosses.bradleyTerry(far, margins).toFloatArray())
        .containsExactly(new float[] {3e30f, 0, 0.6931472f}, within(1e24f));
    assertThat(
            Gradients.at(
                far.chosen(),
                x -> RewardLosses.bradleyTerry(new RewardPair(x, far.rejected())).sum()))
        .containsExactly(new double[] {-1, 0, -0.5}, within(1e-6));
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RewardPair(array(1), array(1, 2)))
        .withMessage("rejected: expected shape (1), got (2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardLosses.bradleyTerry(rewards, array(1)))
        .withMessage("margins: expected shape (3), got (1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardLosses.bradleyTerry(rewards, manager.create(new int[] {1, 2, 3})))
        .withMessageStartingWith("margins: expected a floating type");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardLosses.squared(array(1), array(1, 2)))
        .withMessage("labels: expected shape (1), got (2)");
  }
}
