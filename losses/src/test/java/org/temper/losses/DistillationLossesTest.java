package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DistillationLossesTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  private NDArray array(double... values) {
    return manager.create(values);
  }

  @Test
  void eachIsTheOneComputedByHand() {
    NDArray student = array(0.5, 0.25, 0.25).log();
    NDArray teacher = array(0.25, 0.25, 0.5).log();
    // the likeliest of the teacher, the last: 0.25 log ½ = −0.173287, and corrected + 0.25
    NDArray own = array(0.25).log();
    NDArray others = array(0.5).log();
    assertThat(DistillationLosses.truncatedReverseKl(own, others).getDouble())
        .isCloseTo(-0.173287, within(1e-6));
    assertThat(DistillationLosses.correctedReverseKl(own, others).getDouble())
        .isCloseTo(0.076713, within(1e-6));
    assertThat(DistillationLosses.advantages(teacher, student).toDoubleArray())
        .containsExactly(new double[] {-Math.log(2), 0, Math.log(2)}, within(1e-12));
    // r = 2 where A < 0 and where A > 0: the second is held to 1.2
    PolicyLogProbs doubled =
        new PolicyLogProbs(array(0, -1), array(-Math.log(2), -1 - Math.log(2)));
    NDArray teachers = array(-2 * Math.log(2), -1);
    assertThat(
            DistillationLosses.sampledReverseKl(doubled, teachers, ClipRange.symmetric(0.2))
                .toDoubleArray())
        .containsExactly(new double[] {2 * Math.log(2), -1.2 * Math.log(2)}, within(1e-12));
  }

  @Test
  void summedRewardsKeepWhatTheStartRulesOut() {
    NDArray start = array(0.5, 0.5, 0).log();
    NDArray expert = array(0.25, 0.5, 0.25).log();
    // ∝ ½ · ½ and ½ · 1, and nothing
    assertThat(
            DistillationLosses.summedRewards(start, List.of(new WeightedExpert(expert, 1)))
                .exp()
                .toDoubleArray())
        .containsExactly(new double[] {1 / 3.0, 2 / 3.0, 0}, within(1e-12));
  }

  @Test
  void theMaskKeepsRatiosWithinTheRangeAndItsEnds() {
    NDArray sample = array(-1, -1, -1, -1, Double.NaN);
    NDArray train = array(-1, -1 + Math.log(1.9), -1 + Math.log(2.1), -1 + Math.log(0.4), -1);
    assertThat(new RatioRange(0.5, 2).keep(train, sample).toBooleanArray())
        .containsExactly(true, true, false, false, false);
    assertThat(RatioRange.all().keep(train, sample).toBooleanArray())
        .containsExactly(true, true, true, true, false);
    assertThat(new RatioRange(1, 1).keep(sample, sample).toBooleanArray())
        .containsExactly(true, true, true, true, false);
  }

  @Test
  void theSumByWeightsLeavesOutWhatIsMasked() {
    NDArray values = manager.create(new float[] {1, 2, Float.NaN, 4}, new Shape(2, 2));
    NDArray mask = manager.create(new boolean[] {true, true, false, true}, new Shape(2, 2));
    NDArray weights = manager.create(new float[] {0.25f, 0.5f}, new Shape(2, 1));
    assertThat(TokenShares.sum(values, mask, weights).getFloat()).isEqualTo(2.75f);
    assertThat(Gradients.at(values, x -> TokenShares.sum(x, mask, weights)))
        .containsExactly(0.25, 0.25, 0, 0.5);
  }

  @Test
  void theCorrectedGradientIsZeroToTheLastDigitInFloat32() {
    NDArray same = manager.create(new float[] {-0.1f, -3, -50});
    assertThat(Gradients.at(same, x -> DistillationLosses.correctedReverseKl(x, same)))
        .containsOnly(0);
    assertThat(Gradients.at(same, x -> DistillationLosses.truncatedReverseKl(x, same))[0])
        .isGreaterThan(0.9);
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistillationLosses.advantages(array(1, 2), array(1)))
        .withMessage("oldLogProbs: expected shape (2), got (1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceDivergences.fullJensenShannon(array(1), array(1), 1))
        .withMessage(
            "beta: expected a number between 0 and 1, got 1.0; use fullForwardKl for 0 and"
                + " KlEstimators.full for 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RatioRange(0.5, 0.9))
        .withMessage("high: expected a number of at least 1, got 0.9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightedExpert(array(1), Double.NaN))
        .withMessage("weight: expected a finite number, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenShares.tokenMean(ImmutableLongArray.of(1, -1)))
        .withMessage("tokens: expected counts of at least 0, got [1, -1]");
  }
}
