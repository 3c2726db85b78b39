package org.temper.evaluation.abstention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AbstentionProperties {

  @Property(tries = 500)
  void theChosenThresholdIsTheSmallestThatIsAllowed(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 21) Integer> drawn,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double alpha) {
    double[] confidences = drawn.stream().mapToDouble(code -> code / 2 / 10.0).toArray();
    int[] outcomes = drawn.stream().mapToInt(code -> code % 2).toArray();
    int n = confidences.length;
    double threshold = ConformalRiskControl.choose(confidences, outcomes, alpha).threshold();
    assertThat(isAllowed(confidences, outcomes, alpha, threshold)).isTrue();
    for (double lower : confidences) {
      if (lower < threshold) {
        assertThat(isAllowed(confidences, outcomes, alpha, lower)).isFalse();
      }
    }
    assertThat(threshold == Double.POSITIVE_INFINITY).isEqualTo(alpha < 1.0 / (n + 1));
  }

  private static boolean isAllowed(
      double[] confidences, int[] outcomes, double alpha, double threshold) {
    if (threshold == Double.POSITIVE_INFINITY) {
      return true;
    }
    int wrong = new AbstentionRule(threshold).applied(confidences, outcomes).wrong();
    return (wrong + 1.0) / (confidences.length + 1) <= alpha;
  }

  @Property(tries = 300)
  void aLooserTargetAnswersNoLess(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 21) Integer> drawn,
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double target) {
    double[] confidences = drawn.stream().mapToDouble(code -> code / 2 / 10.0).toArray();
    int[] outcomes = drawn.stream().mapToInt(code -> code % 2).toArray();
    assertThat(ConformalRiskControl.choose(confidences, outcomes, target + 0.05).threshold())
        .isLessThanOrEqualTo(
            ConformalRiskControl.choose(confidences, outcomes, target).threshold());
    assertThat(
            SelectiveRiskControl.of(target + 0.05, 0.1).choose(confidences, outcomes).threshold())
        .isLessThanOrEqualTo(
            SelectiveRiskControl.of(target, 0.1).choose(confidences, outcomes).threshold());
  }
}
