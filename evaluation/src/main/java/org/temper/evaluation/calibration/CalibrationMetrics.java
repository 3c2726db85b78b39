package org.temper.evaluation.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.ErrorNorm;

/** All metrics of confidences by name: the one list from which tables, files and intervals come. */
public final class CalibrationMetrics {
  private static final ImmutableList<Integer> BINS = ImmutableList.of(10, 15);
  private static final double NAMED_SIGMA = 0.05;

  private static final ImmutableMap<String, CalibrationMetric> ALL = all();

  private CalibrationMetrics() {}

  /**
   * All metrics.
   *
   * @return by name, in the order in which they are listed
   */
  public static ImmutableMap<String, CalibrationMetric> byName() {
    return ALL;
  }

  /**
   * A metric.
   *
   * @param name its name
   * @return the metric
   * @throws IllegalArgumentException if there is none of the name, with the names that there are
   */
  public static CalibrationMetric named(String name) {
    CalibrationMetric metric = ALL.get(name);
    checkArgument(
        metric != null, "name: expected one of %s, got %s", String.join(", ", ALL.keySet()), name);
    return metric;
  }

  /**
   * All metrics of data, flat.
   *
   * @param data at least one point
   * @return values by name, in the order of {@link #byName}; NaN where a metric is not defined on
   *     the data, such as {@code auroc} where all points are correct: in JSON that is null
   * @throws IllegalArgumentException if there is no point
   */
  public static ImmutableMap<String, Double> figures(CalibrationData data) {
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    ALL.forEach((name, metric) -> figures.put(name, metric.of(data)));
    return figures.buildOrThrow();
  }

  private static ImmutableMap<String, CalibrationMetric> all() {
    Catalog list = new Catalog();
    list.add("count", "the number of points", CalibrationData::size);
    list.add("accuracy", "the share of points that are correct", d -> ScoreTally.of(d).accuracy());
    list.add("confidence", "the mean confidence", d -> ScoreTally.of(d).confidence());
    for (int bins : BINS) {
      addWidths(list, bins);
    }
    for (int bins : BINS) {
      list.add(
          "ece." + bins + ".equal_mass",
          "the ECE in " + bins + " bins of equal mass",
          d -> CalibrationErrors.equalMass(d, bins, ErrorNorm.L1));
      list.add(
          "debiased_l2." + bins,
          "the debiased L2 calibration error in " + bins + " bins of equal mass",
          d -> CalibrationErrors.debiasedL2(d, bins));
    }
    list.add(
        "plugin_l1",
        "the plug-in L1 calibration error",
        d -> CalibrationErrors.plugIn(d, ErrorNorm.L1));
    list.add(
        "plugin_l2",
        "the plug-in L2 calibration error",
        d -> CalibrationErrors.plugIn(d, ErrorNorm.L2));
    list.add("smooth_ece", "the smooth ECE at its own width", d -> SmoothCalibration.of(d).error());
    list.add(
        "smooth_ece.sigma_05",
        "the smooth ECE at the width 0.05",
        d -> SmoothCalibration.at(d, NAMED_SIGMA).error());
    list.add("mmce", "the maximum mean calibration error", KernelCalibration::mmce);
    list.add("brier", "the Brier score", d -> ScoreTally.of(d).brier());
    list.add(
        "brier.reliability",
        "the reliability part of the Brier score",
        d -> BrierScore.of(d).reliability());
    list.add(
        "brier.resolution",
        "the resolution part of the Brier score",
        d -> BrierScore.of(d).resolution());
    list.add(
        "brier.uncertainty",
        "the uncertainty part of the Brier score",
        d -> BrierScore.of(d).uncertainty());
    list.add("nll", "the negative log-likelihood, in nats", d -> ScoreTally.of(d).logLoss());
    list.add("auroc", "the area under the ROC curve", Discrimination::auroc);
    list.add("average_precision", "the average precision", Discrimination::averagePrecision);
    addSelective(list);
    return list.metrics.buildOrThrow();
  }

  private static void addWidths(Catalog list, int bins) {
    for (BinConvention convention :
        ImmutableList.of(BinConvention.TORCHMETRICS, BinConvention.FLOAT64)) {
      for (ErrorNorm norm : ErrorNorm.values()) {
        list.add(
            "ece."
                + norm.name().toLowerCase(Locale.ROOT)
                + "."
                + bins
                + "."
                + convention.name().toLowerCase(Locale.ROOT),
            "the calibration error in " + bins + " bins of equal width, as torchmetrics has it",
            d -> CalibrationErrors.equalWidth(d, convention, bins, norm));
      }
    }
    list.add(
        "ece." + bins + ".netcal",
        "the ECE in " + bins + " bins of equal width, as netcal has it",
        d -> CalibrationErrors.equalWidth(d, BinConvention.NETCAL, bins, ErrorNorm.L1));
    list.add(
        "mce." + bins + ".netcal",
        "the greatest gap of " + bins + " bins of equal width, as netcal has it",
        d -> CalibrationErrors.equalWidth(d, BinConvention.NETCAL, bins, ErrorNorm.MAX));
    list.add(
        "ace." + bins + ".netcal",
        "the mean gap of the filled ones of " + bins + " bins of equal width, as netcal has it",
        d -> CalibrationErrors.tally(d, BinConvention.NETCAL.bins(bins)).averageError());
    list.add(
        "ece." + bins + ".guo",
        "the ECE in " + bins + " bins of equal width that hold their upper edge",
        d -> CalibrationErrors.equalWidth(d, BinConvention.GUO, bins, ErrorNorm.L1));
  }

  private static void addSelective(Catalog list) {
    for (Map.Entry<String, TieOrder> ties :
        ImmutableMap.of("", TieOrder.GIVEN, ".expected", TieOrder.EXPECTED).entrySet()) {
      String end = ties.getKey();
      TieOrder order = ties.getValue();
      String told =
          order == TieOrder.GIVEN ? ", ties in the order given" : ", whatever ties' order";
      list.add(
          "aurc" + end,
          "the area under the risk–coverage curve" + told,
          d -> RiskCoverage.of(d, order).aurc());
      list.add(
          "e_aurc" + end,
          "the AURC above that of the best ranking" + told,
          d -> RiskCoverage.of(d, order).excessAurc());
      list.add(
          "augrc" + end,
          "the area under the generalized risk–coverage curve" + told,
          d -> RiskCoverage.of(d, order).augrc());
    }
    for (int percent : ImmutableList.of(50, 80)) {
      list.add(
          "accuracy_at_coverage." + percent,
          "the accuracy of the " + percent + " % most confident points, whatever ties' order",
          d -> RiskCoverage.of(d, TieOrder.EXPECTED).accuracyAt(percent / 100.0));
    }
    for (int percent : ImmutableList.of(90, 95)) {
      list.add(
          "coverage_at_accuracy." + percent,
          "the greatest coverage with an accuracy of " + percent + " %",
          d -> RiskCoverage.of(d, TieOrder.EXPECTED).coverageAt(percent / 100.0));
    }
  }

  /** The metrics as they are listed. */
  private static final class Catalog {
    private final ImmutableMap.Builder<String, CalibrationMetric> metrics = ImmutableMap.builder();

    void add(String name, String definition, ToDoubleFunction<CalibrationData> function) {
      metrics.put(name, new CalibrationMetric(name, definition, function));
    }
  }
}
