package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LogitRecalibratorProperties {

  private static List<Fit<? extends LogitRecalibrator>> fits(LabeledLogits data) {
    return List.of(
        TemperatureScaling.fit(data),
        VectorScaling.fit(data, 0.01),
        MatrixScaling.fit(data, ScalingPenalty.ridge(0.01)));
  }

  @Property(tries = 40)
  void theOrderOfTheDataDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int options) {
    LabeledLogits data = HeldOut.rectangular(options, 80, new SplittableRandom(seed));
    List<Integer> order = new ArrayList<>(IntStream.range(0, 80).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    LabeledLogits shuffled =
        LabeledLogits.of(
            order.stream().map(i -> data.rows().get(i).toArray()).toArray(double[][]::new),
            order.stream().mapToInt(data.labels()::get).toArray());
    assertThat(fits(shuffled)).isEqualTo(fits(data));
  }

  @Property(tries = 40)
  void theOrderOfTheOptionsDoesNotMatter(@ForAll long seed) {
    LabeledLogits data = HeldOut.rectangular(4, 80, new SplittableRandom(seed));
    double[][] turned =
        data.rows().stream().map(row -> turned(row.toArray())).toArray(double[][]::new);
    LabeledLogits other =
        LabeledLogits.of(turned, data.labels().stream().map(label -> 3 - label).toArray());
    List<Fit<? extends LogitRecalibrator>> first = fits(data);
    List<Fit<? extends LogitRecalibrator>> second = fits(other);
    double[] logits = data.rows().get(0).toArray();
    for (int i = 0; i < first.size(); i++) {
      assertThat(turned(second.get(i).recalibrator().probabilities(turned(logits))))
          .containsExactly(first.get(i).recalibrator().probabilities(logits), within(1e-7));
    }
  }

  private static double[] turned(double[] values) {
    double[] turned = new double[values.length];
    for (int k = 0; k < turned.length; k++) {
      turned[k] = values[values.length - 1 - k];
    }
    return turned;
  }

  @Property(tries = 40)
  void aFitIsNoWorseThanWhatItStartsFrom(@ForAll long seed) {
    LabeledLogits data = HeldOut.rectangular(3, 60, new SplittableRandom(seed));
    for (Fit<? extends LogitRecalibrator> fit : fits(data)) {
      assertThat(fit.nllAfter()).isLessThanOrEqualTo(fit.nllBefore());
    }
  }
}
