package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.ErrorNorm;

class ClasswiseTallyTest {
  private static ClasswiseTally tally() {
    return new ClasswiseTally(3, BinConvention.GUO.bins(10));
  }

  @Test
  void theErrorIsTheMeanOverClasses() {
    ClasswiseTally tally = tally();
    tally.add(new double[] {0.7, 0.2, 0.1}, 0);
    // Gaps .3, .2, .1.
    assertThat(tally.error(ErrorNorm.L1)).isCloseTo(0.2, within(1e-12));
    assertThat(tally.error(ErrorNorm.L2)).isCloseTo(Math.sqrt(0.14 / 3), within(1e-12));
    assertThat(tally.error(ErrorNorm.MAX)).isCloseTo(0.3, within(1e-12));
    assertThat(tally.classes()).hasSize(3);
  }

  @Test
  void mergingIsTheWhole() {
    ClasswiseTally whole = tally();
    ClasswiseTally first = tally();
    ClasswiseTally second = tally();
    double[][] rows = {{0.7, 0.2, 0.1}, {0.1, 0.1, 0.8}, {0.3, 0.3, 0.4}};
    for (int i = 0; i < 3; i++) {
      whole.add(rows[i], i);
      (i < 1 ? first : second).add(rows[i], i);
    }
    first.merge(second);
    assertThat(first.error(ErrorNorm.L1)).isCloseTo(whole.error(ErrorNorm.L1), within(1e-12));
    assertThatThrownBy(() -> first.merge(new ClasswiseTally(2, BinConvention.GUO.bins(10))))
        .hasMessage("other: expected a tally of 3 classes, got 2");
  }

  @Test
  void badRowsAreRefused() {
    ClasswiseTally tally = tally();
    assertThatThrownBy(() -> tally.add(new double[] {0.5, 0.5}, 0))
        .hasMessage("probabilities: expected one of each of 3 classes, got 2");
    assertThatThrownBy(() -> tally.add(new double[] {0.5, 0.5, 0}, 3))
        .hasMessage("label: expected a class from 0 to 2, got 3");
    assertThatThrownBy(() -> tally.add(new double[] {0.5, Double.NaN, 0.5}, 1))
        .hasMessage("probabilities[1]: expected a number from 0 to 1, got NaN");
    assertThatThrownBy(() -> tally.add(new double[] {0.5, 0.1, 0.1}, 1))
        .hasMessageContaining("apply a softmax first");
    assertThatThrownBy(() -> new ClasswiseTally(1, BinConvention.GUO.bins(10)))
        .hasMessage("classes: expected at least 2, got 1");
    assertThatThrownBy(() -> tally.error(ErrorNorm.L1)).hasMessageContaining("got none");
  }
}
