package org.temper.evaluation.calibration;

/** Residuals of confidences, smoothed on a grid over [0, 1] as fine as the kernel needs it. */
final class SmoothedResiduals {
  private static final int LEAST_GRID = 2000;
  private static final double GRID_PER_WIDTH = 20;
  private static final int LEAST_MESH = 200;
  private static final double MESH_PER_WIDTH = 10;
  private static final double DENSITY_FLOOR = 1e-4;

  /** Beyond so many standard deviations the kernel is below 2e-22 of its peak. */
  private static final double REACH = 10;

  private final double[] confidences;
  private final double[] residuals;

  private SmoothedResiduals(double[] confidences, double[] residuals) {
    this.confidences = confidences;
    this.residuals = residuals;
  }

  static SmoothedResiduals of(CalibrationData data) {
    data.checkPoints();
    double[] confidences = new double[data.size()];
    double[] residuals = new double[data.size()];
    for (int i = 0; i < confidences.length; i++) {
      confidences[i] = data.confidence(i);
      residuals[i] = confidences[i] - data.outcome(i);
    }
    return new SmoothedResiduals(confidences, residuals);
  }

  /** The mean of the absolute smoothed residual, weighted by the smoothed density. */
  double meanAbsolute(double sigma) {
    int size = Math.max(LEAST_GRID, (int) Math.rint(GRID_PER_WIDTH / sigma)) / 2 + 1;
    double[] sums = new double[size];
    double[] counts = new double[size];
    spread(sums, counts);
    double[] kernel = kernel(sigma, size);
    double[] smoothed = smoothed(sums, kernel, sigma);
    double[] density = smoothed(counts, kernel, sigma);
    int mesh = Math.max((int) Math.rint(MESH_PER_WIDTH / sigma), LEAST_MESH);
    double errors = 0;
    double total = 0;
    for (int i = 0; i < mesh; i++) {
      double t = spaced(i, mesh);
      errors += Math.abs(interpolated(smoothed, t));
      total += interpolated(density, t) + DENSITY_FLOOR;
    }
    return errors / total;
  }

  /** Each point goes to the two grid points beside it, in proportion. */
  private void spread(double[] sums, double[] counts) {
    int last = sums.length - 1;
    for (int i = 0; i < confidences.length; i++) {
      double position = confidences[i] * last;
      int below = Math.min((int) position, last - 1);
      double above = position - below;
      sums[below] += (1 - above) * residuals[i];
      sums[below + 1] += above * residuals[i];
      counts[below] += 1 - above;
      counts[below + 1] += above;
    }
  }

  private static double[] kernel(double sigma, int size) {
    double[] kernel = new double[size];
    double scale = Math.sqrt(2 * Math.PI) * sigma;
    for (int i = 0; i < size; i++) {
      double t = spaced(i, size) - 0.5;
      kernel[i] = Math.exp(-t * t / (2 * sigma * sigma)) / scale;
    }
    return kernel;
  }

  /** The convolution with the kernel, the values being reflected at both ends. */
  private static double[] smoothed(double[] values, double[] kernel, double sigma) {
    int size = values.length;
    double[] reflected = new double[3 * size - 2];
    for (int i = 0; i < size; i++) {
      reflected[i] = values[size - 1 - i];
      reflected[size - 1 + i] = values[i];
      reflected[2 * size - 2 + i] = values[size - 1 - i];
    }
    int center = size / 2;
    int reach = (int) Math.min(center, Math.ceil(REACH * sigma * (size - 1)) + 1);
    int end = Math.min(size, center + reach + 1);
    double[] smoothed = new double[size];
    for (int k = center - reach; k < end; k++) {
      double weight = kernel[k];
      int offset = size - 1 + center - k;
      for (int j = 0; j < size; j++) {
        smoothed[j] += weight * reflected[offset + j];
      }
    }
    return smoothed;
  }

  private static double interpolated(double[] values, double t) {
    int last = values.length - 1;
    int below = Math.min((int) (t * last), last - 1);
    double spacing = 1.0 / last;
    double above = (t - below * spacing) / spacing;
    return values[below] * (1 - above) + values[below + 1] * above;
  }

  /** Point i of so many, evenly spaced from 0 to 1. */
  private static double spaced(int i, int count) {
    return i == count - 1 ? 1 : i * (1.0 / (count - 1));
  }
}
