package org.temper.evaluation.calibration.binning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BinTallyTest {

  private static BinTally tally(Bins bins, double[] confidences, int... outcomes) {
    BinTally tally = new BinTally(bins);
    for (int i = 0; i < outcomes.length; i++) {
      tally.add(confidences[i], outcomes[i]);
    }
    return tally;
  }

  @Test
  void errorsAreThoseOfTheFilledBins() {
    // [0, ½): one point, gap |0 − .25|; [½, 1]: three points, gap |⅔ − .75|.
    BinTally tally =
        tally(BinConvention.NETCAL.bins(2), new double[] {0.25, 0.5, 0.75, 0.99999}, 0, 1, 0, 1);
    assertThat(tally.count()).isEqualTo(4);
    double second = Math.abs(2.0 / 3 - (0.5 + 0.75 + 0.99999) / 3);
    assertThat(tally.error(ErrorNorm.L1)).isCloseTo((0.25 + 3 * second) / 4, within(1e-12));
    assertThat(tally.error(ErrorNorm.L2))
        .isCloseTo(Math.sqrt((0.0625 + 3 * second * second) / 4), within(1e-12));
    assertThat(tally.error(ErrorNorm.MAX)).isCloseTo(0.25, within(1e-12));
    assertThat(tally.averageError()).isCloseTo((0.25 + second) / 2, within(1e-12));
  }

  @Test
  void emptyBinsAreListedAndHaveNoPart() {
    BinTally tally = tally(BinConvention.GUO.bins(4), new double[] {0.5, 0.5}, 1, 0);
    assertThat(tally.bins()).hasSize(4);
    Bin filled = tally.bins().get(1);
    assertThat(filled).isEqualTo(new Bin(0.25, 0.5, 2, 0.5, 0.5));
    Bin empty = tally.bins().get(3);
    assertThat(empty.count()).isZero();
    assertThat(empty.accuracy()).isNaN();
    assertThat(empty.gap()).isZero();
    assertThat(tally.error(ErrorNorm.MAX)).isZero();
    assertThat(tally.averageError()).isZero();
  }

  @Test
  void theDebiasedErrorTakesTheVarianceOff() {
    // Gap |.5 − .9| = .4 on four points: .16 − .25 / 3.
    BinTally tally =
        tally(BinConvention.GUO.bins(1), new double[] {0.9, 0.9, 0.9, 0.9}, 1, 0, 1, 0);
    assertThat(tally.debiasedL2()).isCloseTo(Math.sqrt(0.16 - 0.25 / 3), within(1e-12));
  }

  @Test
  void sumsAreMadeInFloat32WhereThePackageMakesThem() {
    // 0.3 a thousand times in float32: each sum is rounded.
    float sum = 0;
    BinTally tally = new BinTally(BinConvention.TORCHMETRICS.bins(10));
    BinTally exact = new BinTally(BinConvention.FLOAT64.bins(10));
    for (int i = 0; i < 100_000; i++) {
      sum += 0.3f;
      tally.add(0.3, 0);
      exact.add(0.3, 0);
    }
    assertThat(tally.error(ErrorNorm.L1)).isEqualTo(sum / 100_000.0);
    assertThat(exact.error(ErrorNorm.L1)).isCloseTo(0.3, within(1e-9));
    assertThat(tally.error(ErrorNorm.L1)).isNotCloseTo(0.3, within(1e-5));
  }

  @Test
  void pointsOutOfTheirRangeAreRefusedAndNotCounted() {
    BinTally tally = new BinTally(BinConvention.FLOAT64.bins(10));
    for (double wrong : new double[] {-1e-9, 1.0000001, Double.NaN}) {
      assertThatThrownBy(() -> tally.add(wrong, 1))
          .hasMessageStartingWith("confidence: expected a number from 0 to 1, got " + wrong);
    }
    assertThatThrownBy(() -> tally.add(0.5, 2))
        .hasMessageStartingWith("outcome: expected 1 for correct or 0 for not, got 2");
    assertThat(tally.count()).isZero();
    assertThatThrownBy(() -> tally.error(ErrorNorm.L1)).hasMessageContaining("add points first");
    assertThatThrownBy(tally::averageError).hasMessageContaining("add points first");
    assertThatThrownBy(tally::debiasedL2).hasMessageContaining("add points first");
  }

  @Test
  void talliesOfOtherBinsDoNotMerge() {
    BinTally tally = new BinTally(BinConvention.FLOAT64.bins(10));
    assertThatThrownBy(() -> tally.merge(new BinTally(BinConvention.FLOAT64.bins(15))))
        .hasMessage(
            "other: expected a tally with the same bins, 11 bins [lower, upper), DOUBLE, got 16 bins"
                + " [lower, upper), DOUBLE");
    assertThatThrownBy(() -> tally.merge(new BinTally(BinConvention.TORCHMETRICS.bins(10))))
        .isInstanceOf(IllegalArgumentException.class);
    tally.merge(tally(BinConvention.FLOAT64.bins(10), new double[] {0.5}, 1));
    assertThat(tally.count()).isEqualTo(1);
  }

  @Test
  void bothEndsAreInBins() {
    for (BinConvention convention : BinConvention.values()) {
      for (int count : new int[] {1, 2, 10, 15, 97}) {
        Bins bins = convention.bins(count);
        assertThat(bins.indexOf(0)).isZero();
        assertThat(bins.indexOf(1)).isEqualTo(bins.count() - 1);
        assertThat(bins.lower(0)).isZero();
        assertThat(bins.upper(bins.count() - 1)).isEqualTo(1);
      }
    }
    assertThat(BinConvention.TORCHMETRICS.bins(10).count()).isEqualTo(11);
    assertThat(BinConvention.NETCAL.bins(10).count()).isEqualTo(10);
  }

  @Test
  void equalMassPartsNoTies() {
    Bins bins = Bins.equalMass(new double[] {0.1, 0.2, 0.2, 0.2, 0.2, 0.9}, 3);
    // Parts {.1, .2}, {.2, .2}, {.2, .9}: both midpoints are .2, which is in the lower bin.
    assertThat(bins.count()).isEqualTo(2);
    assertThat(bins.indexOf(0.2)).isZero();
    assertThat(bins.indexOf(0.3)).isEqualTo(1);
    assertThat(Bins.ofValues(new double[] {0.2, 0.4, 1}).count()).isEqualTo(3);
  }

  @Test
  void binsOfNothingAreRefused() {
    assertThatThrownBy(() -> BinConvention.GUO.bins(0))
        .hasMessage("bins: expected from 1 to 1000000, got 0");
    assertThatThrownBy(() -> BinConvention.GUO.bins(1_000_001)).hasMessageContaining("1000001");
    assertThatThrownBy(() -> Bins.equalMass(new double[0], 3)).hasMessageContaining("got none");
    assertThatThrownBy(() -> Bins.equalMass(new double[] {0.5}, 0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> Bins.equalMass(new double[] {0.5, 0.4}, 2))
        .hasMessageContaining("sort them first");
    assertThatThrownBy(() -> Bins.ofValues(new double[] {0.5, 0.5}))
        .hasMessageContaining("sort them first");
    assertThatThrownBy(() -> Bins.ofValues(new double[0])).hasMessageContaining("got none");
  }
}
