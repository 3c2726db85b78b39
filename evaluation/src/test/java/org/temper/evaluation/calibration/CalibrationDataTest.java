package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationDataTest {

  @Test
  void pointsAreKeptAsTheyAreInTheirOrder() {
    double[] confidences = {0, -0.0, Double.MIN_VALUE, 0.1, Math.nextDown(1.0), 1};
    int[] outcomes = {1, 0, 1, 0, 0, 1};
    CalibrationData data = CalibrationData.of(confidences, outcomes);
    assertThat(data.size()).isEqualTo(6);
    for (int i = 0; i < 6; i++) {
      assertThat(data.confidence(i)).isEqualTo(confidences[i] + 0.0);
      assertThat(data.outcome(i)).isEqualTo(outcomes[i]);
    }
    assertThat(data.groups().confidences())
        .containsExactly(1, Math.nextDown(1.0), 0.1, Double.MIN_VALUE, 0);
    assertThat(data.groups().counts()).containsExactly(1, 1, 1, 1, 2);
    assertThat(data.groups().correct()).containsExactly(1, 0, 0, 1, 1);
  }

  @Test
  void ranksAreThoseOfAStableSort() {
    Random random = new Random(3);
    for (int size : new int[] {0, 1, 2, 17, 3000}) {
      Integer[] order = new Integer[size];
      double[] confidences = new double[size];
      int[] outcomes = new int[size];
      for (int i = 0; i < size; i++) {
        order[i] = i;
        confidences[i] = random.nextInt(3) == 0 ? random.nextInt(5) / 4.0 : random.nextDouble();
        outcomes[i] = random.nextInt(2);
      }
      Arrays.sort(order, (a, b) -> Double.compare(confidences[b], confidences[a]));
      long[] ranked = CalibrationData.of(confidences, outcomes).ranked();
      for (int i = 0; i < size; i++) {
        assertThat(CalibrationData.confidenceOf(ranked[i])).isEqualTo(confidences[order[i]]);
        assertThat(CalibrationData.outcomeOf(ranked[i])).isEqualTo(outcomes[order[i]]);
      }
    }
  }

  @Test
  void rankingLeavesThePointsAsTheyWere() {
    CalibrationData data = CalibrationData.of(new double[] {0.2, 0.9, 0.5}, new int[] {1, 0, 1});
    data.ranked();
    assertThat(data.confidence(0)).isEqualTo(0.2);
    assertThat(data.confidence(1)).isEqualTo(0.9);
    CalibrationData equal = CalibrationData.of(new double[] {0.5, 0.5}, new int[] {1, 0});
    assertThat(equal.ranked()).hasSize(2);
    assertThat(CalibrationData.outcomeOf(equal.ranked()[0])).isEqualTo(1);
  }

  @Test
  void aConfidenceOutsideItsRangeIsNamedByItsRow() {
    for (double wrong : new double[] {-0.001, 1.001, 87, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () -> CalibrationData.of(new double[] {0.5, 0.5, wrong}, new int[] {1, 0, 1}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "point 2, confidence: expected a number from 0 to 1, got " + wrong + "; divide");
    }
  }

  @Test
  void anOutcomeThatIsNeitherIsNamedByItsRow() {
    for (int wrong : new int[] {-1, 2, 5}) {
      assertThatThrownBy(() -> CalibrationData.of(new double[] {0.5, 0.5}, new int[] {1, wrong}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "point 1, outcome: expected 1 for correct or 0 for not, got " + wrong);
    }
  }

  @Test
  void aBuilderNamesTheRowAndKeepsWhatItHad() {
    CalibrationData.Builder builder = CalibrationData.builder().add(0.5, 1);
    assertThatThrownBy(() -> builder.add(2, 1)).hasMessageStartingWith("point 1, confidence: ");
    assertThatThrownBy(() -> builder.add(0.2, 3)).hasMessageStartingWith("point 1, outcome: ");
    assertThat(builder.add(0.25, 0).build().size()).isEqualTo(2);
  }

  @Test
  void arraysOfDifferentLengthsAreRefused() {
    assertThatThrownBy(() -> CalibrationData.of(new double[] {0.5}, new int[] {1, 0}))
        .hasMessage("outcomes: expected one for each of 1 confidences, got 2");
  }

  @Test
  void noMetricIsMeasuredWithoutPoints() {
    CalibrationData none = CalibrationData.builder().build();
    for (CalibrationMetric metric : CalibrationMetrics.byName().values()) {
      assertThatThrownBy(() -> metric.of(none))
          .as(metric.name())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("data: expected at least one point, got none");
    }
    assertThatThrownBy(() -> CalibrationMetrics.figures(none)).hasMessageContaining("at least one");
    assertThatThrownBy(() -> RiskCoverage.of(none, TieOrder.GIVEN))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> SmoothCalibration.at(none, 0.1)).hasMessageContaining("at least one");
  }
}
