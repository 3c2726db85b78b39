package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.Collections2;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.BinTally;
import org.temper.evaluation.calibration.binning.ErrorNorm;

class CalibrationProperties {
  /** A confidence and whether it was correct. */
  record Point(double confidence, int outcome) {}

  @Provide
  Arbitrary<List<Point>> points() {
    Arbitrary<Double> confidence =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 10).map(k -> k / 10.0),
            Arbitraries.integers().between(0, 15).map(k -> k / 15.0),
            Arbitraries.doubles().between(0, 1).ofScale(6));
    return Combinators.combine(confidence, Arbitraries.integers().between(0, 1))
        .as(Point::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }

  private static CalibrationData data(List<Point> points) {
    CalibrationData.Builder builder = CalibrationData.builder();
    points.forEach(point -> builder.add(point.confidence(), point.outcome()));
    return builder.build();
  }

  /** Float32 sums round by their order; and a smooth error's width may be found one step aside. */
  private static double tolerance(String name) {
    return name.endsWith(".torchmetrics") ? 1e-5 : name.startsWith("smooth_ece") ? 2e-3 : 1e-9;
  }

  /** Those that a stable sort of ties makes depend on the order, and say so. */
  private static boolean dependsOnOrder(String name) {
    return name.equals("aurc") || name.equals("e_aurc") || name.equals("augrc");
  }

  @Property(tries = 50)
  void theOrderOfPointsChangesNothing(@ForAll("points") List<Point> points, @ForAll long seed) {
    List<Point> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(seed));
    var before = CalibrationMetrics.figures(data(points));
    CalibrationMetrics.figures(data(shuffled))
        .forEach(
            (name, value) -> {
              if (!dependsOnOrder(name)) {
                assertThat(value).as(name).isCloseTo(before.get(name), within(tolerance(name)));
              }
            });
  }

  @Property(tries = 50)
  void mergedDataIsTheWhole(
      @ForAll("points") List<Point> points, @ForAll @IntRange(max = 80) int cut) {
    int end = Math.min(cut, points.size());
    CalibrationData merged =
        CalibrationData.builder()
            .addAll(data(points.subList(0, end)))
            .addAll(data(points.subList(end, points.size())))
            .build();
    assertThat(CalibrationMetrics.figures(merged))
        .isEqualTo(CalibrationMetrics.figures(data(points)));
  }

  @Property(tries = 150)
  void mergedTalliesAreTheWhole(
      @ForAll("points") List<Point> points,
      @ForAll @IntRange(max = 80) int cut,
      @ForAll BinConvention convention,
      @ForAll @IntRange(min = 1, max = 30) int bins,
      @ForAll ErrorNorm norm) {
    BinTally whole = new BinTally(convention.bins(bins));
    BinTally first = new BinTally(convention.bins(bins));
    BinTally second = new BinTally(convention.bins(bins));
    ScoreTally scores = new ScoreTally();
    ScoreTally early = new ScoreTally();
    ScoreTally late = new ScoreTally();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      whole.add(point.confidence(), point.outcome());
      (i < cut ? first : second).add(point.confidence(), point.outcome());
      scores.add(point.confidence(), point.outcome());
      (i < cut ? early : late).add(point.confidence(), point.outcome());
    }
    first.merge(second);
    early.merge(late);
    double rounding = convention == BinConvention.TORCHMETRICS ? 1e-5 : 1e-12;
    assertThat(first.count()).isEqualTo(points.size());
    assertThat(first.error(norm)).isCloseTo(whole.error(norm), within(rounding));
    assertThat(first.debiasedL2()).isCloseTo(whole.debiasedL2(), within(Math.sqrt(rounding)));
    assertThat(early.count()).isEqualTo(points.size());
    assertThat(early.accuracy()).isEqualTo(scores.accuracy());
    assertThat(early.brier()).isCloseTo(scores.brier(), within(1e-12));
    assertThat(early.logLoss()).isCloseTo(scores.logLoss(), within(1e-12));
    assertThat(early.confidence()).isCloseTo(scores.confidence(), within(1e-12));
  }

  @Property(tries = 200)
  void theBrierScoreIsReliabilityLessResolutionPlusUncertainty(
      @ForAll("points") List<Point> points) {
    BrierScore brier = BrierScore.of(data(points));
    assertThat(brier.reliability() - brier.resolution() + brier.uncertainty())
        .isCloseTo(brier.score(), within(1e-12));
    assertThat(brier.score()).isCloseTo(ScoreTally.of(data(points)).brier(), within(1e-12));
  }

  @Property(tries = 150)
  void errorsAreOrderedByTheirNorms(
      @ForAll("points") List<Point> points,
      @ForAll BinConvention convention,
      @ForAll @IntRange(min = 1, max = 30) int bins) {
    BinTally tally = CalibrationErrors.tally(data(points), convention.bins(bins));
    double l1 = tally.error(ErrorNorm.L1);
    double l2 = tally.error(ErrorNorm.L2);
    double max = tally.error(ErrorNorm.MAX);
    ScoreTally scores = ScoreTally.of(data(points));
    assertThat(Math.abs(scores.accuracy() - scores.confidence())).isLessThanOrEqualTo(l1 + 1e-6);
    assertThat(l1).isLessThanOrEqualTo(l2 + 1e-12);
    assertThat(l2).isLessThanOrEqualTo(max + 1e-12);
    assertThat(max).isBetween(0.0, 1.0);
    assertThat(tally.debiasedL2()).isLessThanOrEqualTo(l2 + 1e-12);
  }

  @Property(tries = 100)
  void everyConfidenceIsInTheBinThatHoldsIt(
      @ForAll("points") List<Point> points,
      @ForAll BinConvention convention,
      @ForAll @IntRange(min = 1, max = 400) int count) {
    var bins = convention.bins(count);
    for (Point point : points) {
      int bin = bins.indexOf(point.confidence());
      double slack = convention == BinConvention.TORCHMETRICS ? 1e-7 : 1e-15;
      assertThat(point.confidence()).isBetween(bins.lower(bin) - slack, bins.upper(bin) + slack);
    }
    for (int i = 1; i < bins.count(); i++) {
      assertThat(bins.lower(i)).isGreaterThan(bins.lower(i - 1)).isEqualTo(bins.upper(i - 1));
    }
  }

  @Provide
  Arbitrary<List<Point>> tiedPoints() {
    return Combinators.combine(
            Arbitraries.of(0.25, 0.5, 0.75), Arbitraries.integers().between(0, 1))
        .as(Point::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property(tries = 60)
  void expectedTiesAreTheMeanOfAllTheirOrders(@ForAll("tiedPoints") List<Point> points) {
    Collection<List<Integer>> orders =
        Collections2.permutations(IntStream.range(0, points.size()).boxed().toList());
    double aurc = 0;
    double excess = 0;
    double augrc = 0;
    for (List<Integer> order : orders) {
      CalibrationData ordered = data(order.stream().map(points::get).toList());
      RiskCoverage curve = RiskCoverage.of(ordered, TieOrder.GIVEN);
      aurc += curve.aurc() / orders.size();
      excess += curve.excessAurc() / orders.size();
      augrc += curve.augrc() / orders.size();
    }
    RiskCoverage expected = RiskCoverage.of(data(points), TieOrder.EXPECTED);
    assertThat(expected.aurc()).isCloseTo(aurc, within(1e-12));
    assertThat(expected.excessAurc()).isCloseTo(excess, within(1e-12));
    assertThat(expected.augrc()).isCloseTo(augrc, within(1e-12));
  }

  @Property(tries = 100)
  void aBetterAnswerNeverLowersWhatTellsRightFromWrong(@ForAll("points") List<Point> points) {
    List<Point> sure = new ArrayList<>(points);
    sure.add(new Point(1, 1));
    RiskCoverage before = RiskCoverage.of(data(points), TieOrder.EXPECTED);
    RiskCoverage after = RiskCoverage.of(data(sure), TieOrder.EXPECTED);
    assertThat(after.aurc()).isLessThanOrEqualTo(before.aurc() + 1e-12);
    assertThat(after.accuracyAt(1)).isGreaterThanOrEqualTo(before.accuracyAt(1) - 1e-12);
  }

  @Property(tries = 100)
  void coverageAtAnAccuracyHasIt(
      @ForAll("points") List<Point> points, @ForAll @IntRange(max = 20) int twentieths) {
    double accuracy = twentieths / 20.0;
    RiskCoverage curve = RiskCoverage.of(data(points), TieOrder.EXPECTED);
    double coverage = curve.coverageAt(accuracy);
    if (coverage > 0) {
      assertThat(curve.accuracyAt(coverage)).isGreaterThanOrEqualTo(accuracy - 1e-12);
    } else {
      assertThat(curve.accuracyAt(1)).isLessThan(accuracy);
    }
  }

  @Property(tries = 5)
  void theErrorOfCalibratedConfidencesFallsWithTheirNumber(@ForAll long seed) {
    Random random = new Random(seed);
    CalibrationData few = calibrated(500, random);
    CalibrationData many = calibrated(200_000, random);
    for (String name :
        List.of(
            "ece.l1.10.torchmetrics",
            "ece.l1.15.float64",
            "ece.15.guo",
            "ece.10.netcal",
            "ece.15.equal_mass",
            "debiased_l2.15",
            "smooth_ece",
            "mmce")) {
      assertThat(CalibrationMetrics.named(name).of(many)).as(name).isLessThan(0.01);
    }
    assertThat(CalibrationErrors.equalMass(few, 15, ErrorNorm.L1))
        .isGreaterThan(CalibrationErrors.equalMass(many, 15, ErrorNorm.L1));
  }

  private static CalibrationData calibrated(int size, Random random) {
    CalibrationData.Builder builder = CalibrationData.builder();
    for (int i = 0; i < size; i++) {
      double confidence = random.nextDouble();
      builder.add(confidence, random.nextDouble() < confidence ? 1 : 0);
    }
    return builder.build();
  }

  @Property(tries = 100)
  void discriminationIsOfRanksAlone(@ForAll("points") List<Point> points) {
    List<Point> bent =
        points.stream()
            .map(point -> new Point(point.confidence() * point.confidence(), point.outcome()))
            .toList();
    // Boxed, so that NaN, where one class is alone, equals NaN.
    assertThat((Double) Discrimination.auroc(data(bent)))
        .isEqualTo((Double) Discrimination.auroc(data(points)));
    assertThat(Discrimination.averagePrecision(data(bent)))
        .isEqualTo(Discrimination.averagePrecision(data(points)));
  }
}
