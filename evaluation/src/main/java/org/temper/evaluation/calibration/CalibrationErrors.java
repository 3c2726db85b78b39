package org.temper.evaluation.calibration;

import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.BinTally;
import org.temper.evaluation.calibration.binning.Bins;
import org.temper.evaluation.calibration.binning.ErrorNorm;

/**
 * Binned calibration errors of data. Each is an estimate of the same thing that depends on its
 * bins, so it is reported with them.
 */
public final class CalibrationErrors {
  private static final int PLUGIN_BINS = 15;
  private static final int POINTS_PER_VALUE = 4;

  private CalibrationErrors() {}

  /**
   * The expected calibration error (ECE) in bins of equal width, or another norm of the same gaps.
   *
   * @param data at least one point
   * @param convention which edges
   * @param bins how many bins
   * @param norm the norm; L1 is the ECE
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point, or no bin
   */
  public static double equalWidth(
      CalibrationData data, BinConvention convention, int bins, ErrorNorm norm) {
    return tally(data, convention.bins(bins)).error(norm);
  }

  /**
   * The calibration error in bins of equal mass.
   *
   * @param data at least one point
   * @param bins how many bins; with fewer points, as many as there are points
   * @param norm the norm
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point, or no bin
   * @see Bins#equalMass
   */
  public static double equalMass(CalibrationData data, int bins, ErrorNorm norm) {
    return tally(data, equalMassBins(data, bins)).error(norm);
  }

  /**
   * The debiased L2 calibration error in bins of equal mass.
   *
   * @param data at least one point
   * @param bins how many bins; with fewer points, as many as there are points
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point, or no bin
   * @see BinTally#debiasedL2
   */
  public static double debiasedL2(CalibrationData data, int bins) {
    return tally(data, equalMassBins(data, bins)).debiasedL2();
  }

  /**
   * The plug-in estimate of the calibration error: in bins of one value each where fewer than a
   * quarter as many values as points occur, as after histogram binning; else in 15 bins of equal
   * mass. Equal to {@code get_calibration_error(…, debias=False)} of uncertainty-calibration.
   *
   * @param data at least one point
   * @param norm the norm
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point
   */
  public static double plugIn(CalibrationData data, ErrorNorm norm) {
    ConfidenceGroups groups = data.groups();
    Bins bins =
        groups.size() * POINTS_PER_VALUE < data.size()
            ? Bins.ofValues(groups.ascendingValues())
            : equalMassBins(data, PLUGIN_BINS);
    return tally(data, bins).error(norm);
  }

  /**
   * Bins of equal mass.
   *
   * @param data at least one point
   * @param bins how many bins; with fewer points, as many as there are points
   * @return the bins
   * @throws IllegalArgumentException if there is no point, or no bin
   */
  public static Bins equalMassBins(CalibrationData data, int bins) {
    return Bins.equalMass(data.groups().ascendingConfidences(), bins);
  }

  /**
   * A tally of data by bins.
   *
   * @param data at least one point
   * @param bins the bins
   * @return a new tally
   * @throws IllegalArgumentException if there is no point
   */
  public static BinTally tally(CalibrationData data, Bins bins) {
    data.checkPoints();
    BinTally tally = new BinTally(bins);
    for (int i = 0; i < data.size(); i++) {
      tally.add(data.confidence(i), data.outcome(i));
    }
    return tally;
  }
}
