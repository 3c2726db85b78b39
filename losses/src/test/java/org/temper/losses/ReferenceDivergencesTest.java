package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReferenceDivergencesTest {
  private static final double LOG_2 = Math.log(2);
  private static final List<BinaryOperator<NDArray>> OF_TOKENS =
      List.of(
          ReferenceDivergences::forwardKl,
          ReferenceDivergences::reverseKl,
          ReferenceDivergences::jensenShannon);
  private static final List<BinaryOperator<NDArray>> FULL =
      List.of(
          ReferenceDivergences::fullForwardKl,
          KlEstimators::full,
          ReferenceDivergences::fullJensenShannon);

  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  private NDArray array(double... values) {
    return manager.create(values);
  }

  private static double[] values(BinaryOperator<NDArray> of, NDArray policy, NDArray reference) {
    return of.apply(policy, reference).toDoubleArray();
  }

  @Test
  void eachIsItsFunctionOfTheRatio() {
    // r = 2: 2 − 1 − log 2; 2 log 2 − 1; ½ (2 log 4/3 + log 2/3) = ½ (0.575364 − 0.405465)
    // r = ½: ½ − 1 + log 2; ½ log ½ + ½; ½ (½ log 2/3 + log 4/3) = ½ (−0.202733 + 0.287682)
    NDArray policy = array(Math.log(0.5), Math.log(0.2));
    NDArray reference = array(Math.log(0.25), Math.log(0.4));
    assertThat(values(ReferenceDivergences::forwardKl, policy, reference))
        .containsExactly(new double[] {1 - LOG_2, LOG_2 - 0.5}, within(1e-12));
    assertThat(values(ReferenceDivergences::reverseKl, policy, reference))
        .containsExactly(new double[] {2 * LOG_2 - 1, 0.5 - 0.5 * LOG_2}, within(1e-12));
    assertThat(values(ReferenceDivergences::jensenShannon, policy, reference))
        .containsExactly(new double[] {0.0849495, 0.0424745}, within(1e-6));
  }

  @Test
  void allAverageToTheirDivergenceOverTokensOfTheReferenceAndSoDoTheirGradients() {
    NDArray logits = array(0.3, -1.2, 0.8, 0);
    NDArray reference = array(-0.5, 0.4, 0.1, 1).logSoftmax(0);
    NDArray weights = reference.exp();
    for (int i = 0; i < OF_TOKENS.size(); i++) {
      BinaryOperator<NDArray> estimate = OF_TOKENS.get(i);
      BinaryOperator<NDArray> full = FULL.get(i);
      NDArray policy = logits.logSoftmax(0);
      assertThat(estimate.apply(policy, reference).mul(weights).sum().getDouble())
          .isCloseTo(full.apply(policy, reference).getDouble(), within(1e-12))
          .isGreaterThan(0.05);
      assertThat(
              Gradients.at(
                  logits, x -> estimate.apply(x.logSoftmax(0), reference).mul(weights).sum()))
          .containsExactly(
              Gradients.at(logits, x -> full.apply(x.logSoftmax(0), reference)), within(1e-12));
    }
  }

  @Test
  void allAreZeroWithGradientZeroWherePolicyAndReferenceAgreeAndNeverBelow() {
    NDArray same = array(-1, -0.01, -20);
    NDArray near = array(-1.0001, -0.0100001, -20.01);
    for (BinaryOperator<NDArray> estimate : OF_TOKENS) {
      assertThat(values(estimate, same, same)).containsExactly(new double[3], within(1e-15));
      assertThat(Gradients.at(same, x -> estimate.apply(x, same).sum()))
          .containsExactly(new double[3], within(1e-15));
      assertThat(Arrays.stream(values(estimate, near, same)).min().orElseThrow()).isNotNegative();
      NDArray narrow = manager.create(new float[] {-1.0001f, -0.0100001f, -20.01f});
      NDArray fixed = manager.create(new float[] {-1, -0.01f, -20});
      assertThat(estimate.apply(narrow, fixed).toFloatArray()).doesNotContain(Float.NaN);
      for (float value : estimate.apply(narrow, fixed).toFloatArray()) {
        assertThat(value).isGreaterThanOrEqualTo(0);
      }
    }
  }

  @Test
  void digitsAreKeptNearZeroInFloat32() {
    for (float d : new float[] {3e-3f, -3e-3f, 0.05f, -0.05f, 0.0999f, 0.1001f, 0.3f}) {
      NDArray policy = manager.create(new float[] {d});
      NDArray zero = manager.create(new float[] {0});
      double r = Math.exp(d);
      double forward = Math.expm1(d) - d;
      double reverse = r * d - Math.expm1(d);
      double half = Math.log1p(Math.expm1(d) / 2);
      double jensen = 0.5 * (r * (d - half) - half);
      double rounding = Math.abs(d) < 0.01 ? 1e-3 : 1e-4;
      assertThat(ReferenceDivergences.forwardKl(policy, zero).toFloatArray()[0])
          .isCloseTo((float) forward, within((float) (1e-4 * forward)));
      assertThat(ReferenceDivergences.reverseKl(policy, zero).toFloatArray()[0])
          .isCloseTo((float) reverse, within((float) (1e-4 * reverse)));
      assertThat(ReferenceDivergences.jensenShannon(policy, zero).toFloatArray()[0])
          .isCloseTo((float) jensen, within((float) (rounding * jensen)));
    }
  }

  @Test
  void aTokenThatThePolicyGivesUpStaysFinite() {
    NDArray policy = manager.create(new float[] {-200, -1e30f});
    NDArray zero = manager.create(new float[2]);
    assertThat(ReferenceDivergences.forwardKl(policy, zero).toFloatArray())
        .containsExactly(new float[] {199, 1e30f}, within(1e24f));
    assertThat(ReferenceDivergences.reverseKl(policy, zero).toFloatArray()).containsExactly(1, 1);
    assertThat(ReferenceDivergences.jensenShannon(policy, zero).toFloatArray())
        .containsExactly(new float[] {0.346574f, 0.346574f}, within(1e-6f));
    for (BinaryOperator<NDArray> estimate : OF_TOKENS) {
      assertThat(Arrays.stream(Gradients.at(policy, x -> estimate.apply(x, zero).sum())))
          .allMatch(Double::isFinite);
    }
  }

  @Test
  void fullOnesCountWhatIsRuledOut() {
    NDArray policy = manager.create(new double[] {0.5, 0.5, 0, 1, 0, 0}, new Shape(2, 3)).log();
    NDArray reference =
        manager.create(new double[] {0.5, 0, 0.5, 0, 0.5, 0.5}, new Shape(2, 3)).log();
    // row 0: ½ (0.5 · log 2 + 0.5 · log 2); row 1: nothing in common
    assertThat(ReferenceDivergences.fullJensenShannon(policy, reference).toDoubleArray())
        .containsExactly(new double[] {0.5 * LOG_2, LOG_2}, within(1e-12));
    assertThat(ReferenceDivergences.fullJensenShannon(reference, policy).toDoubleArray())
        .containsExactly(new double[] {0.5 * LOG_2, LOG_2}, within(1e-12));
    assertThat(
            Arrays.stream(
                Gradients.at(
                    policy, x -> ReferenceDivergences.fullJensenShannon(x, reference).sum())))
        .allMatch(Double::isFinite);
    // π = (¾, ¼), π_ref = (1, 0): −log ¾
    assertThat(
            ReferenceDivergences.fullForwardKl(array(0.75, 0.25).log(), array(1, 0).log())
                .getDouble())
        .isCloseTo(0.287682, within(1e-6));
    assertThat(
            ReferenceDivergences.fullForwardKl(array(1, 0).log(), array(0.5, 0.5).log())
                .getDouble())
        .isInfinite();
  }

  @Test
  void noGradientFlowsIntoTheReference() {
    NDArray policy = array(-1, -2);
    NDArray reference = array(-1.5, -1);
    for (BinaryOperator<NDArray> estimate : OF_TOKENS) {
      assertThat(Gradients.at(policy, x -> estimate.apply(x, x.sub(array(0.5, -1))).sum()))
          .containsExactly(
              Gradients.at(policy, x -> estimate.apply(x, array(-1.5, -1)).sum()), within(1e-12));
      assertThat(Gradients.at(reference, x -> estimate.apply(policy.add(x.sub(x)), x).sum()))
          .containsExactly(new double[2], within(1e-12));
    }
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceDivergences.jensenShannon(array(1, 2), array(1)))
        .withMessage("refLogProbs: expected shape (2), got (1)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReferenceDivergences.fullForwardKl(manager.create(1.0), manager.create(1.0)))
        .withMessage("logProbs: expected shape [..., V], got ()");
  }
}
