package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PreferenceLossesTest {
  private static final double LOG_2 = 0.6931471805599453;
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final PolicyPair policy = new PolicyPair(array(-0.5, -10, -1), array(-0.1, -30, -21));
  private final ReferencePair reference =
      new ReferencePair(array(-0.5, -10.1, -0.1), array(-0.1, -20.1, -0.1));

  private NDArray array(double... values) {
    return manager.create(values);
  }

  @Test
  void agreesWithHandComputedValues() {
    // h = (−0.5 + 0.5) − (−0.1 + 0.1) = 0                    −log σ(0)    = 0.693147
    //     (−10 + 10.1) − (−30 + 20.1) = 0.1 + 9.9 = 10       −log σ(1)    = 0.313262
    //     (−1 + 0.1) − (−21 + 0.1) = −0.9 + 20.9 = 20        −log σ(2)    = 0.126928
    assertThat(PreferenceLosses.dpo(policy, reference, 0.1, 0).toDoubleArray())
        .containsExactly(new double[] {0.693147, 0.313262, 0.126928}, within(1e-6));
  }

  @Test
  void labelSmoothingMixesTheLossesOfBothLabels() {
    // 0.9·0.693147 + 0.1·0.693147 = 0.693147
    // 0.9·0.313262 + 0.1·1.313262 = 0.413262      (−log σ(−1) = 1.313262)
    // 0.9·0.126928 + 0.1·2.126928 = 0.326928      (−log σ(−2) = 2.126928)
    assertThat(PreferenceLosses.dpo(policy, reference, 0.1, 0.1).toDoubleArray())
        .containsExactly(new double[] {0.693147, 0.413262, 0.326928}, within(1e-6));
  }

  @Test
  void isLog2WherePolicyAndReferenceAgreeWhateverTheSmoothing() {
    ReferencePair same = new ReferencePair(policy.chosen(), policy.rejected());
    for (double smoothing : new double[] {0, 0.2, 0.49}) {
      assertThat(PreferenceLosses.dpo(policy, same, 0.3, smoothing).toDoubleArray())
          .containsExactly(new double[] {LOG_2, LOG_2, LOG_2}, within(1e-12));
    }
  }

  @Test
  void gradientIsBetaTimesTheProbabilityOfTheOtherOrder() {
    // d loss / d chosen = −beta·σ(−beta·h): −0.1·0.5, −0.1·0.268941, −0.1·0.119203
    double[] expected = {-0.05, -0.0268941, -0.0119203};
    assertThat(gradientOfChosen(0)).containsExactly(expected, within(1e-7));
    assertThat(
            Gradients.at(
                policy.rejected(),
                x ->
                    PreferenceLosses.dpo(new PolicyPair(policy.chosen(), x), reference, 0.1, 0)
                        .sum()))
        .containsExactly(new double[] {0.05, 0.0268941, 0.0119203}, within(1e-7));
  }

  @Test
  void smoothedGradientVanishesWhereTheMarginSaysWhatTheSmoothingSays() {
    // −beta·(σ(−z) − ε) with z = beta·h: −0.1·(0.5 − 0.1), −0.1·(0.268941 − 0.1), …
    assertThat(gradientOfChosen(0.1))
        .containsExactly(new double[] {-0.04, -0.0168941, -0.0019203}, within(1e-7));
  }

  private double[] gradientOfChosen(double smoothing) {
    return Gradients.at(
        policy.chosen(),
        x ->
            PreferenceLosses.dpo(new PolicyPair(x, policy.rejected()), reference, 0.1, smoothing)
                .sum());
  }

  @Test
  void noGradientFlowsIntoTheReference() {
    NDArray point = array(-1, -2, -3);
    double[] gradient =
        Gradients.at(
            point,
            x ->
                PreferenceLosses.dpo(
                        new PolicyPair(x, policy.rejected()), new ReferencePair(x, x), 0.1, 0)
                    .sum());
    double[] frozen =
        Gradients.at(
            point,
            x ->
                PreferenceLosses.dpo(
                        new PolicyPair(x, policy.rejected()),
                        new ReferencePair(point, point),
                        0.1,
                        0)
                    .sum());
    assertThat(gradient).containsExactly(frozen, within(1e-12));
  }

  @Test
  void staysFiniteAtTheExtremesOfFloat32() {
    PolicyPair far =
        new PolicyPair(
            manager.create(new float[] {-1e30f, 0, -1e5f}),
            manager.create(new float[] {0, -1e30f, -1e5f}));
    ReferencePair zero =
        new ReferencePair(manager.create(new float[3]), manager.create(new float[3]));
    assertThat(PreferenceLosses.dpo(far, zero, 1, 0).toFloatArray())
        .containsExactly(new float[] {1e30f, 0, 0.6931472f}, within(1e-6f));
    assertThat(
            Gradients.at(
                far.chosen(),
                x -> PreferenceLosses.dpo(new PolicyPair(x, far.rejected()), zero, 1, 0).sum()))
        .containsExactly(new double[] {-1, 0, -0.5}, within(1e-6));
  }

  @Test
  void implicitRewardsAreScaledLogRatiosWithoutGradient() {
    ImplicitRewards rewards = ImplicitRewards.of(policy, reference, 0.1);
    // 0.1·(0, 0.1, −0.9) and 0.1·(0, −9.9, −20.9)
    assertThat(rewards.chosen().toDoubleArray())
        .containsExactly(new double[] {0, 0.01, -0.09}, within(1e-12));
    assertThat(rewards.rejected().toDoubleArray())
        .containsExactly(new double[] {0, -0.99, -2.09}, within(1e-12));
    assertThat(rewards.margins().toDoubleArray())
        .containsExactly(new double[] {0, 1, 2}, within(1e-12));
    assertThat(
            Gradients.at(
                policy.chosen(),
                x -> {
                  PolicyPair pair = new PolicyPair(x, policy.rejected());
                  return x.add(x).add(ImplicitRewards.of(pair, reference, 0.1).chosen()).sum();
                }))
        .containsExactly(2, 2, 2);
  }

  @Test
  void messagesNameTheArgument() {
    assertThatThrownBy(() -> PreferenceLosses.dpo(policy, reference, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beta: expected a positive number, got 0.0");
    assertThatThrownBy(() -> PreferenceLosses.dpo(policy, reference, Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beta: expected a positive number, got NaN");
    assertThatThrownBy(() -> PreferenceLosses.dpo(policy, reference, 0.1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labelSmoothing: expected at least 0 and below 0.5, got 0.5");
    assertThatThrownBy(() -> new PolicyPair(array(1, 2), array(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rejected: expected shape (2), got (1)");
    assertThatThrownBy(() -> new ReferencePair(manager.create(1.0), manager.create(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("chosen: expected shape [P], got ()");
    assertThatThrownBy(
            () -> PreferenceLosses.dpo(policy, new ReferencePair(array(1), array(1)), 0.1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reference: expected shape (3), got (1)");
  }
}
