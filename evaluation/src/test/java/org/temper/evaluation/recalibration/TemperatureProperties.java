package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class TemperatureProperties {
  /** Five standard errors: a chance of less than one in a million to be outside. */
  private static boolean isNear(TemperatureInterval interval, double temperature) {
    double error = Math.log(interval.upper() / interval.temperature()) / 1.96;
    return Math.abs(Math.log(interval.temperature() / temperature)) < 5 * error;
  }

  @Property(tries = 40)
  void aPlantedTemperatureOfLogitsIsFound(
      @ForAll @DoubleRange(min = 0.2, max = 5) double planted, @ForAll long seed) {
    LabeledLogits data = HeldOut.ragged(planted, 2000, new SplittableRandom(seed));
    Fit<TemperatureScaling> fit = TemperatureScaling.fit(data);
    TemperatureInterval interval = fit.recalibrator().interval(data);
    assertThat(fit.ending()).isEqualTo(FitEnding.CONVERGED);
    assertThat(isNear(interval, planted)).as("%s of %s", interval, planted).isTrue();
    assertThat(interval.upper() / interval.lower()).isLessThan(1.3);
  }

  @Property(tries = 40)
  void aPlantedTemperatureOfConfidencesIsFound(
      @ForAll @DoubleRange(min = 0.2, max = 5) double planted, @ForAll long seed) {
    LabeledConfidences data = HeldOut.tempered(planted, 2000, new SplittableRandom(seed));
    TemperatureInterval interval = ConfidenceTemperature.fit(data).recalibrator().interval(data);
    assertThat(isNear(interval, planted)).as("%s of %s", interval, planted).isTrue();
  }

  @Example
  void theIntervalHoldsThePlantedTemperatureInAbout95Percent() {
    SplittableRandom random = new SplittableRandom(7);
    int held = 0;
    for (int i = 0; i < 1000; i++) {
      LabeledLogits data = HeldOut.ragged(1.7, 300, random.split());
      if (TemperatureScaling.fit(data).recalibrator().interval(data).contains(1.7)) {
        held++;
      }
    }
    // Binomial(1000, 0.95) has deviation 6.9: three of them.
    assertThat(held).isBetween(929, 971);
  }

  @Property(tries = 60)
  void theFittedTemperatureIsAMinimum(@ForAll long seed) {
    LabeledLogits data = HeldOut.ragged(2, 30, new SplittableRandom(seed));
    Fit<TemperatureScaling> fit = TemperatureScaling.fit(data);
    double temperature = fit.recalibrator().temperature();
    assertThat(nll(data, temperature)).isCloseTo(fit.nllAfter(), within(1e-10));
    assertThat(nll(data, 1)).isCloseTo(fit.nllBefore(), within(1e-10));
    for (double factor : new double[] {0.5, 0.9, 0.999, 1.001, 1.1, 2}) {
      double other = Math.min(100, Math.max(0.01, factor * temperature));
      assertThat(nll(data, other)).isGreaterThanOrEqualTo(fit.nllAfter() - 1e-12);
    }
  }

  private static double nll(LabeledLogits data, double temperature) {
    TemperatureScaling scaling = new TemperatureScaling(temperature);
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      sum -= Math.log(scaling.probabilities(data.rows().get(i).toArray())[data.labels().get(i)]);
    }
    return sum / data.size();
  }

  @Property(tries = 60)
  void aConstantOfARowChangesNothing(
      @ForAll long seed, @ForAll @DoubleRange(min = -50, max = 50) double constant) {
    LabeledLogits data = HeldOut.ragged(1.5, 200, new SplittableRandom(seed));
    double[][] shifted =
        data.rows().stream()
            .map(row -> row.stream().map(logit -> logit + constant).toArray())
            .toArray(double[][]::new);
    LabeledLogits other = LabeledLogits.of(shifted, data.labels().toArray());
    assertThat(TemperatureScaling.fit(other).recalibrator().temperature())
        .isCloseTo(TemperatureScaling.fit(data).recalibrator().temperature(), within(1e-6));
  }

  @Property(tries = 60)
  void optionsOfARowKeepTheirOrder(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 100) double temperature) {
    LabeledLogits data = HeldOut.ragged(3, 20, new SplittableRandom(seed));
    TemperatureScaling scaling = new TemperatureScaling(temperature);
    data.rows()
        .forEach(
            row -> {
              double[] probabilities = scaling.probabilities(row.toArray());
              double sum = 0;
              for (int k = 0; k < row.length(); k++) {
                sum += probabilities[k];
                for (int l = 0; l < row.length(); l++) {
                  if (row.get(k) < row.get(l)) {
                    assertThat(probabilities[k]).isLessThanOrEqualTo(probabilities[l]);
                  }
                }
              }
              assertThat(sum).isCloseTo(1, within(1e-12));
            });
  }
}
