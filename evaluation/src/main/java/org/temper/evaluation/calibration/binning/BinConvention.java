package org.temper.evaluation.calibration.binning;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A convention of bins of equal width: which floating-point numbers their edges are, to which bin
 * an edge belongs, and in which precision sums are made. On confidences that lie on edges, such as
 * 0.1 or 0.3, the same error differs by far between conventions, so a figure without its convention
 * cannot be compared.
 *
 * <p>Each equals one package in every bit of its edges.
 */
public enum BinConvention {
  /**
   * That of torchmetrics 1.9.0 on float32 tensors: edges by {@code torch.linspace}, confidences and
   * sums in float32, [lower, upper), and a bin of its own for confidences of exactly 1.
   */
  TORCHMETRICS(Arithmetic.SINGLE) {
    @Override
    double[] cuts(int count) {
      float step = 1f / count;
      double[] cuts = new double[count];
      for (int i = 1; i <= count; i++) {
        cuts[i - 1] = i < (count + 1) / 2 ? step * i : Math.fma(-step, (float) (count - i), 1f);
      }
      return cuts;
    }
  },

  /** The same on float64 tensors: as {@link #TORCHMETRICS}, in float64 throughout. */
  FLOAT64(Arithmetic.DOUBLE) {
    @Override
    double[] cuts(int count) {
      double step = 1.0 / count;
      double[] cuts = new double[count];
      for (int i = 1; i <= count; i++) {
        cuts[i - 1] = i < (count + 1) / 2 ? step * i : Math.fma(-step, (double) (count - i), 1.0);
      }
      return cuts;
    }
  },

  /**
   * That of netcal 1.4.0: edges by {@code numpy.linspace}, confidences clipped to [2<sup>-52</sup>,
   * 1 − 2<sup>-52</sup>], [lower, upper), so that a confidence of 1 belongs to the last bin. The
   * bins of RLCR's evaluation are the same.
   */
  NETCAL(Arithmetic.CLIPPED) {
    @Override
    double[] cuts(int count) {
      double step = 1.0 / count;
      double[] cuts = new double[count - 1];
      for (int i = 1; i < count; i++) {
        cuts[i - 1] = step * i;
      }
      return cuts;
    }
  },

  /**
   * That of Guo et al. 2017, as uncertainty-calibration 0.1.4 has it: edges i / count, (lower,
   * upper], and a confidence of 0 belongs to the first bin.
   */
  GUO(Arithmetic.DOUBLE) {
    @Override
    double[] cuts(int count) {
      double[] cuts = new double[count - 1];
      for (int i = 1; i < count; i++) {
        cuts[i - 1] = (double) i / count;
      }
      return cuts;
    }
  };

  private static final int MOST_BINS = 1_000_000;

  private final Arithmetic arithmetic;

  BinConvention(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  /**
   * Bins of equal width from 0 to 1.
   *
   * @param count how many, from 1 to a million; 10 and 15 are usual
   * @return the bins
   * @throws IllegalArgumentException if there are too few or too many
   */
  public Bins bins(int count) {
    checkArgument(
        count >= 1 && count <= MOST_BINS, "bins: expected from 1 to %s, got %s", MOST_BINS, count);
    ClosedSide closed = this == GUO ? ClosedSide.UPPER : ClosedSide.LOWER;
    return Bins.equalWidth(cuts(count), closed, arithmetic, count);
  }

  /** The edges between bins, ascending. */
  abstract double[] cuts(int count);
}
