package org.temper.models.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.api.semantic.Embeddings;

/**
 * Measures of how well vectors are reconstructed.
 *
 * @param relativeSquaredError Σ‖x − x̂‖² / Σ‖x − x̄‖²: 0 where nothing is lost, 1 where x̂ is the
 *     mean of all; NaN where all vectors are the same
 * @param cosine the mean cosine of x and x̂ over the items where neither is zero
 */
public record Reconstruction(double relativeSquaredError, double cosine) {

  /**
   * Compares vectors.
   *
   * @param vectors what was to be reconstructed, x [N, D]
   * @param reconstructed what came of it, x̂ [N, D]
   * @return the measures
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Reconstruction of(Embeddings vectors, Embeddings reconstructed) {
    checkArgument(
        vectors.rows() == reconstructed.rows() && vectors.width() == reconstructed.width(),
        "reconstructed: expected [%s, %s], got [%s, %s]",
        vectors.rows(),
        vectors.width(),
        reconstructed.rows(),
        reconstructed.width());
    int width = vectors.width();
    double[] mean = new double[width];
    for (int i = 0; i < vectors.values().length; i++) {
      mean[i % width] += vectors.values()[i] / (double) vectors.rows();
    }
    double error = 0;
    double spread = 0;
    double cosines = 0;
    int compared = 0;
    for (int row = 0; row < vectors.rows(); row++) {
      double product = 0;
      double length = 0;
      double other = 0;
      for (int i = 0; i < width; i++) {
        double x = vectors.values()[row * width + i];
        double y = reconstructed.values()[row * width + i];
        error += (x - y) * (x - y);
        spread += (x - mean[i]) * (x - mean[i]);
        product += x * y;
        length += x * x;
        other += y * y;
      }
      if (length > 0 && other > 0) {
        cosines += product / Math.sqrt(length * other);
        compared++;
      }
    }
    return new Reconstruction(error / spread, cosines / compared);
  }
}
