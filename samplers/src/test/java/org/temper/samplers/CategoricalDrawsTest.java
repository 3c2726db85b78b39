package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws beside the inverse of a distribution function that is summed token by token. */
class CategoricalDrawsTest {
  private static final double[] UNIFORMS = {
    0, 1e-12, 0.1, 0.25, 0.4999, 0.77, 0.999999, 1 - 0x1p-53
  };
  private static final double ROUNDED = 1e-6;

  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 256, 257, 512, 1000, 5000})
  void theyAreTheInverseOfTheDistributionFunction(int vocabulary) {
    SplittableRandom random = new SplittableRandom(vocabulary);
    int rows = 40 * UNIFORMS.length;
    float[] logits = new float[rows * vocabulary];
    double[] uniforms = new double[rows];
    for (int row = 0; row < rows; row++) {
      double spread = 6 * random.nextDouble();
      double left = row % 3 == 0 ? 0.05 : 1;
      for (int i = 0; i < vocabulary; i++) {
        boolean in = i == row % vocabulary || random.nextDouble() < left;
        logits[row * vocabulary + i] =
            in ? (float) (spread * random.nextGaussian()) : Float.NEGATIVE_INFINITY;
      }
      uniforms[row] =
          row < UNIFORMS.length * 8 ? UNIFORMS[row % UNIFORMS.length] : random.nextDouble();
    }
    NDArray logProbs = manager.create(logits, new Shape(rows, vocabulary)).logSoftmax(1);

    CategoricalDraws draws = CategoricalDraws.of(logProbs, uniforms);

    float[] values = logProbs.toFloatArray();
    for (int row = 0; row < rows; row++) {
      int token = (int) draws.tokens()[row];
      double total = sum(values, row, vocabulary, vocabulary);
      double below = sum(values, row, vocabulary, token) / total;
      double above = sum(values, row, vocabulary, token + 1) / total;
      assertThat(draws.logProbs()[row])
          .isEqualTo(values[row * vocabulary + token])
          .isGreaterThan(Float.NEGATIVE_INFINITY);
      double moved = vocabulary <= CategoricalDraws.BLOCK ? 1e-15 : ROUNDED;
      assertThat(uniforms[row]).isBetween(below - moved, above + moved);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 300, 700})
  void tokensOfProbabilityZeroAreNeverDrawnWhereverTheOthersLie(int vocabulary) {
    int rows = vocabulary * 2;
    float[] logits = new float[rows * vocabulary];
    double[] uniforms = new double[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < vocabulary; i++) {
        logits[row * vocabulary + i] = i == row / 2 ? 1 : Float.NEGATIVE_INFINITY;
      }
      uniforms[row] = row % 2 == 0 ? 0 : 1 - 0x1p-53;
    }
    NDArray logProbs = manager.create(logits, new Shape(rows, vocabulary)).logSoftmax(1);

    CategoricalDraws draws = CategoricalDraws.of(logProbs, uniforms);

    for (int row = 0; row < rows; row++) {
      assertThat(draws.tokens()[row]).isEqualTo(row / 2);
      assertThat((double) draws.logProbs()[row]).isCloseTo(0, Offset.offset(1e-6));
    }
  }

  private static double sum(float[] values, int row, int vocabulary, int until) {
    double sum = 0;
    for (int i = 0; i < until; i++) {
      sum += Math.exp(values[row * vocabulary + i]);
    }
    return sum;
  }
}
