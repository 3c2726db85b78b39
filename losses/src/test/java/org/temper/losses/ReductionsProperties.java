package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.temper.losses.arrays.Masks;

/** Micro-batches reduced by a common normalizer add up to the whole batch. */
class ReductionsProperties {
  private static final double TOLERANCE = 1e-9;

  @Property(tries = 50)
  void sharesOfMicroBatchesSumToTheReductionOfTheWhole(
      @ForAll @IntRange(min = 2, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 6) int columns,
      @ForAll @IntRange(min = 1, max = 4) int cut,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[] numbers = random.doubles((long) rows * columns, -5, 5).toArray();
    boolean[] flags = new boolean[rows * columns];
    flags[0] = true;
    for (int i = 1; i < flags.length; i++) {
      flags[i] = random.nextInt(3) > 0;
    }
    int border = Math.min(cut, rows - 1);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray values = manager.create(numbers, new Shape(rows, columns));
      NDArray mask = manager.create(flags, new Shape(rows, columns));
      NDArray[] partValues = split(values, border);
      NDArray[] partMasks = split(mask, border);
      double tokens = Masks.count(values, mask).getDouble();
      double sequences = Masks.rowCounts(values, mask).minimum(1.0).sum().getDouble();

      double tokenMean = 0;
      double tokenSum = 0;
      double sequenceMean = 0;
      double fixed = 0;
      for (int i = 0; i < 2; i++) {
        NDArray v = partValues[i];
        NDArray m = partMasks[i];
        tokenMean += Reductions.tokenMean(v, m, tokens).getDouble();
        tokenSum += Reductions.sequenceMeanTokenSum(v, m, sequences).getDouble();
        sequenceMean += Reductions.sequenceMeanTokenMean(v, m, sequences).getDouble();
        fixed += Reductions.fixedLength(v, m, 9, rows).getDouble();
      }
      assertThat(tokenMean)
          .isCloseTo(Reductions.tokenMean(values, mask).getDouble(), within(TOLERANCE));
      assertThat(tokenSum)
          .isCloseTo(Reductions.sequenceMeanTokenSum(values, mask).getDouble(), within(TOLERANCE));
      assertThat(sequenceMean)
          .isCloseTo(Reductions.sequenceMeanTokenMean(values, mask).getDouble(), within(TOLERANCE));
      assertThat(fixed)
          .isCloseTo(Reductions.fixedLength(values, mask, 9).getDouble(), within(TOLERANCE));
    }
  }

  private static NDArray[] split(NDArray array, int border) {
    return new NDArray[] {
      array.get(new NDIndex(":" + border)), array.get(new NDIndex(border + ":"))
    };
  }
}
