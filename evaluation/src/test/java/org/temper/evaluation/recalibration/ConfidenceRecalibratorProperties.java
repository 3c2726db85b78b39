package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ConfidenceRecalibratorProperties {
  private static final double MARGIN = Math.ulp(1.0);

  @Provide
  Arbitrary<LabeledConfidences> answers() {
    return HeldOut.answers();
  }

  /** One of each kind, fitted. */
  private static List<ConfidenceRecalibrator> fitted(LabeledConfidences data) {
    ImmutableList.Builder<ConfidenceRecalibrator> all = ImmutableList.builder();
    if (data.confidences().stream().anyMatch(p -> p != 0.5)) {
      all.add(ConfidenceTemperature.fit(data).recalibrator());
      all.add(ConfidenceTemperature.fit(data, 0.01).recalibrator());
    }
    for (PlattInput input : PlattInput.values()) {
      for (PlattTargets targets : PlattTargets.values()) {
        all.add(PlattScaling.fit(data, input, targets, MARGIN).recalibrator());
      }
    }
    return all.add(BetaCalibration.fit(data).recalibrator())
        .add(HistogramBinning.ofEqualWidth(data, 7))
        .add(HistogramBinning.ofEqualMass(data, 1 + data.size() / 4))
        .add(IsotonicRegression.fit(data))
        .build();
  }

  @Property(tries = 300)
  void anOrderIsKeptAsIsSaid(
      @ForAll("answers") LabeledConfidences data,
      @ForAll @Size(20) List<@DoubleRange(min = 0, max = 1) Double> confidences) {
    List<Double> sorted = new ArrayList<>(confidences);
    data.confidences().stream().forEach(sorted::add);
    Collections.addAll(sorted, 0.0, 1.0, 0.5, Math.nextUp(0.5), Math.nextDown(0.5));
    Collections.sort(sorted);
    for (ConfidenceRecalibrator recalibrator : fitted(data)) {
      double[] results =
          recalibrator.recalibrate(sorted.stream().mapToDouble(Double::doubleValue).toArray());
      for (int i = 0; i < results.length; i++) {
        assertThat(results[i]).isBetween(0.0, 1.0);
        assertThat(recalibrator.recalibrate(sorted.get(i))).isEqualTo(results[i]);
        if (i > 0 && recalibrator.orderEffect() != OrderEffect.MAY_REORDER) {
          assertThat(results[i]).as("%s", recalibrator).isGreaterThanOrEqualTo(results[i - 1]);
        }
      }
    }
  }

  @Property(tries = 200)
  void aRankIsPreservedWhereItIsPromised(@ForAll("answers") LabeledConfidences data) {
    double[] tenths = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    for (ConfidenceRecalibrator recalibrator : fitted(data)) {
      double[] results = recalibrator.recalibrate(tenths);
      for (int i = 1; i < results.length; i++) {
        boolean saturated = results[i] < 1e-12 || results[i - 1] > 1 - 1e-12;
        if (recalibrator.orderEffect() == OrderEffect.RANK_PRESERVING
            && !saturated
            && steepness(recalibrator) > 1e-9) {
          assertThat(results[i]).as("%s", recalibrator).isGreaterThan(results[i - 1]);
        }
      }
    }
  }

  private static double steepness(ConfidenceRecalibrator recalibrator) {
    if (recalibrator instanceof PlattScaling platt) {
      return platt.slope();
    }
    return recalibrator instanceof BetaCalibration beta ? beta.a() + beta.b() : 1;
  }

  @Property(tries = 150)
  void theOrderOfTheDataDoesNotMatter(
      @ForAll("answers") LabeledConfidences data, @ForAll int seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    LabeledConfidences shuffled =
        LabeledConfidences.of(
            order.stream().mapToDouble(data.confidences()::get).toArray(),
            order.stream().mapToInt(data.outcomes()::get).toArray());
    assertThat(fitted(shuffled)).isEqualTo(fitted(data));
  }

  @Property(tries = 100)
  void whatIsSavedIsReadBackBitForBit(@ForAll("answers") LabeledConfidences data)
      throws IOException {
    Path file = Files.createTempFile("recalibrator", ".json");
    try {
      for (ConfidenceRecalibrator recalibrator : fitted(data)) {
        RecalibratorFile.write(file, recalibrator);
        assertThat(RecalibratorFile.readConfidence(file)).isEqualTo(recalibrator);
        assertThat(RecalibratorFile.read(file)).isEqualTo(recalibrator);
      }
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 300)
  void isotonicRegressionIsTheMonotoneFitOfLeastSquares(
      @ForAll @IntRange(min = 1, max = 9) int count, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] confidences = new double[count];
    int[] outcomes = new int[count];
    for (int i = 0; i < count; i++) {
      confidences[i] = random.nextInt(6) / 5.0;
      outcomes[i] = random.nextInt(2);
    }
    IsotonicRegression fit = IsotonicRegression.fit(LabeledConfidences.of(confidences, outcomes));
    assertThat(error(fit.recalibrate(confidences), outcomes))
        .isCloseTo(leastError(confidences, outcomes), within(1e-12));
  }

  /**
   * The least squared error of all non-decreasing maps: each is constant on runs of the distinct
   * confidences, with the mean of the run, so that all ways to cut them into runs are tried.
   */
  private static double leastError(double[] confidences, int[] outcomes) {
    double[] distinct = Arrays.stream(confidences).distinct().sorted().toArray();
    double least = Double.POSITIVE_INFINITY;
    for (int cuts = 0; cuts < 1 << (distinct.length - 1); cuts++) {
      double[] values = new double[distinct.length];
      boolean rises = true;
      for (int start = 0; start < distinct.length; ) {
        int end = start;
        while (end < distinct.length - 1 && ((cuts >> end) & 1) == 0) {
          end++;
        }
        double sum = 0;
        double count = 0;
        for (int i = 0; i < confidences.length; i++) {
          if (confidences[i] >= distinct[start] && confidences[i] <= distinct[end]) {
            sum += outcomes[i];
            count++;
          }
        }
        Arrays.fill(values, start, end + 1, sum / count);
        rises &= start == 0 || values[start] >= values[start - 1];
        start = end + 1;
      }
      if (rises) {
        double[] predicted = new double[confidences.length];
        for (int i = 0; i < predicted.length; i++) {
          predicted[i] = values[Arrays.binarySearch(distinct, confidences[i])];
        }
        least = Math.min(least, error(predicted, outcomes));
      }
    }
    return least;
  }

  private static double error(double[] predicted, int[] outcomes) {
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += (predicted[i] - outcomes[i]) * (predicted[i] - outcomes[i]);
    }
    return sum;
  }

  @Property(tries = 200)
  void noBetterParametersAreNearTheFitted(@ForAll("answers") LabeledConfidences data) {
    Fit<BetaCalibration> beta = BetaCalibration.fit(data, 0.01);
    Fit<PlattScaling> platt = PlattScaling.fit(data, PlattInput.LOG_ODDS, PlattTargets.PLAIN, 0.01);
    assertThat(platt.nllAfter()).isLessThanOrEqualTo(platt.nllBefore() + 1e-12);
    assertThat(beta.nllAfter()).isLessThanOrEqualTo(platt.nllAfter() + 1e-9);
    BetaCalibration fitted = beta.recalibrator();
    for (double step : new double[] {-0.01, 0.01}) {
      for (int j = 0; j < 3; j++) {
        BetaCalibration other =
            new BetaCalibration(
                Math.max(0, fitted.a() + (j == 0 ? step : 0)),
                Math.max(0, fitted.b() + (j == 1 ? step : 0)),
                fitted.c() + (j == 2 ? step : 0),
                0.01);
        assertThat(nll(other, data)).isGreaterThanOrEqualTo(beta.nllAfter() - 1e-12);
      }
    }
  }

  private static double nll(BetaCalibration beta, LabeledConfidences data) {
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      double p = LogOdds.clipped(data.confidences().get(i), beta.margin());
      double logOdds = beta.a() * Math.log(p) - beta.b() * Math.log1p(-p) + beta.c();
      double signed = data.outcomes().get(i) == 1 ? -logOdds : logOdds;
      sum += Math.max(0, signed) + Math.log1p(Math.exp(-Math.abs(signed)));
    }
    return sum / data.size();
  }

  @Property(tries = 40)
  void histogramsKeepTheMeanOfWhatTheyWereFittedOn(@ForAll("answers") LabeledConfidences data) {
    double share = data.outcomes().stream().average().orElseThrow();
    for (ConfidenceRecalibrator recalibrator :
        List.of(
            HistogramBinning.ofEqualWidth(data, 5),
            HistogramBinning.ofEqualMass(data, Math.min(3, data.size())),
            IsotonicRegression.fit(data))) {
      double[] results = recalibrator.recalibrate(data.confidences().toArray());
      assertThat(Arrays.stream(results).average().orElseThrow()).isCloseTo(share, within(1e-12));
    }
  }
}
