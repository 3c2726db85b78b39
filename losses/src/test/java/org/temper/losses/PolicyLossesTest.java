package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PolicyLossesTest {
  private static final ClipRange RANGE = ClipRange.symmetric(0.2);
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray advantages = array(1, -1, 1, -1, 2, -4);
  private final NDArray old = array(-1, -1, -1, -1, -1, -1);
  private final double[] ratios = {1.5, 1.5, 0.5, 0.5, 1.1, 10};
  private final NDArray current = array(ratios).log().sub(1);

  @Test
  void ratiosAreOfNowToBefore() {
    assertThat(PolicyLosses.ratios(logProbs(current)).toDoubleArray())
        .containsExactly(ratios, within(1e-12));
    assertThat(gradient(x -> PolicyLosses.ratios(logProbs(x))))
        .containsExactly(ratios, within(1e-12));
  }

  @Test
  void reinforceIsTheLogProbTimesTheAdvantage() {
    // −A · log π at log π = −1: A
    assertThat(PolicyLosses.reinforce(old, advantages).toDoubleArray())
        .containsExactly(1, -1, 1, -1, 2, -4);
    assertThat(gradient(x -> PolicyLosses.reinforce(x, advantages)))
        .containsExactly(-1, 1, -1, 1, -2, 4);
  }

  @Test
  void clippedTakesTheLowerObjective() {
    // A = 1, r = 1.5: −1.2, held; A = −1, r = 1.5: 1.5; A = 1, r = 0.5: −0.5;
    // A = −1, r = 0.5: 0.8, held; A = 2, r = 1.1: −2.2; A = −4, r = 10: 40
    assertThat(PolicyLosses.clipped(logProbs(current), advantages, RANGE).toDoubleArray())
        .containsExactly(new double[] {-1.2, 1.5, -0.5, 0.8, -2.2, 40}, within(1e-12));
    // −A · r where it is not held
    assertThat(gradient(x -> PolicyLosses.clipped(logProbs(x), advantages, RANGE)))
        .containsExactly(new double[] {0, 1.5, -0.5, 0, -2.2, 40}, within(1e-12));
  }

  @Test
  void theRangeMayBeWiderAbove() {
    assertThat(
            PolicyLosses.clipped(logProbs(current), advantages, new ClipRange(0.6, 0.28))
                .toDoubleArray())
        .containsExactly(new double[] {-1.28, 1.5, -0.5, 0.5, -2.2, 40}, within(1e-12));
  }

  @Test
  void dualClippedBoundsBadChoicesToo() {
    // the last: min(40, 3 · 4)
    assertThat(PolicyLosses.dualClipped(logProbs(current), advantages, RANGE, 3).toDoubleArray())
        .containsExactly(new double[] {-1.2, 1.5, -0.5, 0.8, -2.2, 12}, within(1e-12));
    assertThat(gradient(x -> PolicyLosses.dualClipped(logProbs(x), advantages, RANGE, 3)))
        .containsExactly(new double[] {0, 1.5, -0.5, 0, -2.2, 0}, within(1e-12));
  }

  @Test
  void cispoHoldsTheWeightAndKeepsTheGradient() {
    // −min(r, 1.2) · A, without a bound below
    double[] gradient = {-1.2, 1.2, -0.5, 0.5, -2.2, 4.8};
    ClipRange range = new ClipRange(1, 0.2);
    assertThat(gradient(x -> PolicyLosses.cispo(logProbs(x), advantages, range)))
        .containsExactly(gradient, within(1e-12));
    double[] values = PolicyLosses.cispo(logProbs(current), advantages, range).toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(gradient[i] * (Math.log(ratios[i]) - 1), within(1e-12));
    }
  }

  @Test
  void ecpoHoldsTheRatioOfBadChoicesAndKeepsTheirGradient() {
    // where A < 0 the ratio is held to 1.2 + 0.1: 1.3 in the second and the last, 0.8 by the clip
    // in the fourth
    assertThat(PolicyLosses.ecpo(logProbs(current), advantages, RANGE, 0.1).toDoubleArray())
        .containsExactly(new double[] {-1.2, 1.3, -0.5, 0.8, -2.2, 5.2}, within(1e-12));
    assertThat(gradient(x -> PolicyLosses.ecpo(logProbs(x), advantages, RANGE, 0.1)))
        .containsExactly(new double[] {0, 1.3, -0.5, 0, -2.2, 5.2}, within(1e-12));
  }

  @Test
  void gbpoRaisesTheDenominator() {
    // A ≥ 0: π / max(π_old, π); A < 0: π / max(π_old, 1 − π)
    NDArray now = array(0.01, 0.3, 0.01, 0.3).log();
    NDArray before = array(0.2, 0.05, 0.2, 0.05).log();
    NDArray signs = array(2, 2, -2, -2);
    double[] losses = {-2 * 0.05, -2, 2 * 0.01 / 0.99, 2 * 0.3 / 0.7};
    assertThat(PolicyLosses.gbpo(new PolicyLogProbs(now, before), signs).toDoubleArray())
        .containsExactly(losses, within(1e-12));
    assertThat(
            Gradients.at(now, x -> PolicyLosses.gbpo(new PolicyLogProbs(x, before), signs).sum()))
        .containsExactly(losses, within(1e-12));
  }

  @Test
  void gspoHasOneRatioASequence() {
    NDArray now = matrix(Math.log(4), 0, Double.NaN, Math.log(0.5), -1, -2);
    NDArray before = matrix(0, 0, 7, 0, -1, -2);
    NDArray mask =
        manager.create(new boolean[] {true, true, false, true, false, false}, new Shape(2, 3));
    NDArray gains = matrix(1, 1, Double.NaN, 3, 3, 3);
    // the first: e^((log 4 + 0) / 2) = 2; the second: 0.5
    NDArray loss =
        PolicyLosses.gspo(new PolicyLogProbs(now, before), gains, mask, new ClipRange(0.2, 2));
    assertThat(loss.toDoubleArray())
        .containsExactly(new double[] {-2, -2, 0, -1.5, 0, 0}, within(1e-12));
    assertThat(
            Gradients.at(
                now,
                x ->
                    PolicyLosses.gspo(
                            new PolicyLogProbs(x, before), gains, mask, new ClipRange(0.2, 2))
                        .sum()))
        .containsExactly(new double[] {-2, -2, 0, -1.5, 0, 0}, within(1e-12));
    // held to 1.5 the first sequence has no gradient
    assertThat(
            Gradients.at(
                now,
                x ->
                    PolicyLosses.gspo(
                            new PolicyLogProbs(x, before), gains, mask, new ClipRange(0.2, 0.5))
                        .sum()))
        .containsExactly(new double[] {0, 0, 0, -1.5, 0, 0}, within(1e-12));
  }

  @Test
  void aSequenceWithoutTokensCountsForNothing() {
    NDArray now = matrix(Double.NaN, Double.NaN, Double.NaN, -1, -2, -3);
    NDArray mask =
        manager.create(new boolean[] {false, false, false, true, true, true}, new Shape(2, 3));
    NDArray gains = matrix(1, 1, 1, 1, 1, 1);
    assertThat(
            Gradients.at(
                now, x -> PolicyLosses.gspo(new PolicyLogProbs(x, now), gains, mask, RANGE).sum()))
        .containsExactly(0, 0, 0, -1, -1, -1);
  }

  @Test
  void clippedChoicesAreTold() {
    assertThat(PolicyLosses.clippedHigh(logProbs(current), advantages, RANGE).toBooleanArray())
        .containsExactly(true, false, false, false, false, false);
    assertThat(PolicyLosses.clippedLow(logProbs(current), advantages, RANGE).toBooleanArray())
        .containsExactly(false, false, false, true, false, false);
  }

  @Test
  void atRatioOneTheGradientIsThatOfPolicyGradient() {
    double[] plain = {-1, 1, -1, 1, -2, 4};
    for (BiFunction<PolicyLogProbs, NDArray, NDArray> loss : ratioLosses()) {
      assertThat(
              Gradients.at(
                  current, x -> loss.apply(new PolicyLogProbs(x, current), advantages).sum()))
          .containsExactly(plain, within(1e-12));
    }
    // gbpo, where A < 0: times π / max(π, 1 − π); here π = 0.2 and 0.9
    NDArray logs = array(0.2, 0.9, 0.2, 0.9).log();
    assertThat(
            Gradients.at(
                logs,
                x -> PolicyLosses.gbpo(new PolicyLogProbs(x, logs), array(1, 1, -1, -1)).sum()))
        .containsExactly(new double[] {-1, -1, 0.25, 1}, within(1e-12));
  }

  @Test
  void extremesStayFinite() {
    NDArray far = manager.create(new float[] {-100, -100, 0, 0, -1, -1e30f});
    NDArray near = manager.create(new float[] {0, 0, -100, -100, -1e30f, -1});
    NDArray gains = manager.create(new float[] {1, -1, 1, -1, -1, -1});
    NDArray mask = gains.eq(gains).reshape(1, 6);
    for (BiFunction<PolicyLogProbs, NDArray, NDArray> loss : allLosses()) {
      assertThat(Gradients.finite(loss.apply(new PolicyLogProbs(far, near), gains))).isTrue();
      assertFinite(Gradients.at(far, x -> loss.apply(new PolicyLogProbs(x, near), gains).sum()));
    }
    assertFinite(
        Gradients.at(
            far,
            x ->
                PolicyLosses.gspo(
                        new PolicyLogProbs(x.reshape(1, 6), near.reshape(1, 6)),
                        gains.reshape(1, 6),
                        mask,
                        RANGE)
                    .sum()));
  }

  @Test
  void whatTheReductionLeavesOutMayBeNan() {
    NDArray now = array(-1, Double.NaN);
    NDArray before = array(-1, Double.NaN);
    NDArray mask = manager.create(new boolean[] {true, false});
    for (BiFunction<PolicyLogProbs, NDArray, NDArray> loss : allLosses()) {
      assertThat(
              Gradients.at(
                  now,
                  x ->
                      Reductions.tokenMean(
                          loss.apply(new PolicyLogProbs(x, before), array(2, 0)), mask)))
          .containsExactly(new double[] {-2, 0}, within(0.0));
    }
  }

  @Test
  void noGradientFlowsIntoOldLogProbsOrAdvantages() {
    for (BiFunction<PolicyLogProbs, NDArray, NDArray> loss : allLosses()) {
      // with current = old = x a gradient through old would cancel
      assertThat(Gradients.at(old, x -> loss.apply(new PolicyLogProbs(x, x), x.abs()).sum()))
          .containsExactly(new double[] {-1, -1, -1, -1, -1, -1}, within(1e-12));
    }
  }

  @Test
  void aScalarKeepsItsType() {
    NDArray scalar = manager.create(-1f);
    for (BiFunction<PolicyLogProbs, NDArray, NDArray> loss : allLosses()) {
      NDArray result = loss.apply(new PolicyLogProbs(scalar, scalar), scalar);
      assertThat(result.getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(result.getShape()).isEqualTo(new Shape());
    }
  }

  @Test
  void messagesNameTheArgument() {
    PolicyLogProbs pair = logProbs(current);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PolicyLogProbs(current, array(1)))
        .withMessage("old: expected shape (6), got (1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLosses.clipped(pair, array(1), RANGE))
        .withMessage("advantages: expected shape (6), got (1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLosses.dualClipped(pair, advantages, RANGE, 1.1))
        .withMessage("bound: expected a number above 1.2, got 1.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLosses.ecpo(pair, advantages, RANGE, 0))
        .withMessage("delta: expected a positive number, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLosses.gspo(pair, advantages, advantages.gt(0), RANGE))
        .withMessage("current: expected shape [B, T], got (6)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClipRange(1.5, 0.2))
        .withMessage("low: expected 0 to 1, got 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClipRange(0.2, Double.NaN))
        .withMessage("high: expected a number of at least 0, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipRange.symmetric(-1))
        .withMessage("epsilon: expected 0 to 1, got -1.0");
  }

  private static List<BiFunction<PolicyLogProbs, NDArray, NDArray>> ratioLosses() {
    return List.of(
        (p, a) -> PolicyLosses.reinforce(p.current(), a),
        (p, a) -> PolicyLosses.clipped(p, a, RANGE),
        (p, a) -> PolicyLosses.dualClipped(p, a, RANGE, 3),
        (p, a) -> PolicyLosses.cispo(p, a, RANGE),
        (p, a) -> PolicyLosses.ecpo(p, a, RANGE, 0.1));
  }

  private static List<BiFunction<PolicyLogProbs, NDArray, NDArray>> allLosses() {
    return List.of(
        (p, a) -> PolicyLosses.clipped(p, a, RANGE),
        (p, a) -> PolicyLosses.dualClipped(p, a, RANGE, 3),
        (p, a) -> PolicyLosses.cispo(p, a, RANGE),
        (p, a) -> PolicyLosses.ecpo(p, a, RANGE, 0.1),
        PolicyLosses::gbpo);
  }

  private static void assertFinite(double[] numbers) {
    assertThat(Arrays.stream(numbers).allMatch(Double::isFinite)).isTrue();
  }

  private double[] gradient(UnaryOperator<NDArray> loss) {
    return Gradients.at(current, x -> loss.apply(x).sum());
  }

  private PolicyLogProbs logProbs(NDArray now) {
    return new PolicyLogProbs(now, old);
  }

  private NDArray array(double... numbers) {
    return manager.create(numbers);
  }

  private NDArray matrix(double... numbers) {
    return manager.create(numbers, new Shape(2, numbers.length / 2));
  }

  @Test
  void oneLessAProbabilityNearOneKeepsItsDigits() {
    try (NDManager own = NDManager.newBaseManager()) {
      for (float logProb : new float[] {-1e-5f, -3e-7f, -1e-3f, -0.4f, -5f, -60f}) {
        NDArray current = own.create(new float[] {logProb});
        NDArray old = own.create(new float[] {-80});
        float advantage = -4.129f;
        double floor = Math.log(-Math.expm1(logProb));
        double expected =
            -advantage * Math.exp(Math.max(-20, Math.min(20, logProb - Math.max(-80, floor))));
        float loss =
            PolicyLosses.gbpo(new PolicyLogProbs(current, old), own.create(new float[] {advantage}))
                .toFloatArray()[0];
        assertThat(loss).isCloseTo((float) expected, within((float) (3e-6 * expected)));
      }
    }
  }

  @Test
  void aWeightOfNaNIsSeenInTheLossAndNotInOthersGradients() {
    try (NDManager own = NDManager.newBaseManager()) {
      NDArray old = own.create(new double[] {Double.NaN, -1});
      NDArray advantages = own.create(new double[] {1, 1});
      ClipRange range = ClipRange.symmetric(0.2);
      NDArray current = own.create(new double[] {-1, -1});
      double[] losses =
          PolicyLosses.cispo(new PolicyLogProbs(current, old), advantages, range).toDoubleArray();
      assertThat(losses[0]).isNaN();
      assertThat(losses[1]).isEqualTo(1);
      NDArray mask = own.create(new boolean[] {false, true});
      double[] gradients =
          Gradients.at(
              current,
              x ->
                  NDArrays.where(
                          mask,
                          PolicyLosses.cispo(new PolicyLogProbs(x, old), advantages, range),
                          own.zeros(mask.getShape(), DataType.FLOAT64))
                      .sum());
      assertThat(gradients).containsExactly(new double[] {0, -1}, within(0.0));
    }
  }
}
