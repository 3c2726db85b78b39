package org.temper.algorithms.asft;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.temper.api.Seeds;

/**
 * A random shuffle of a log's advantages: the control that shows what of a gain comes from the
 * advantages, and not from more training or from weights being uneven.
 */
public final class AdvantageShuffle {
  private AdvantageShuffle() {}

  /**
   * Permutes advantages among the events that have one.
   *
   * @param advantages one an event, over the whole log; NaN where none is known
   * @param seed decides the permutation, and nothing else does
   * @return the same numbers in another order; NaN where it was NaN
   */
  public static double[] shuffled(double[] advantages, long seed) {
    int[] known =
        IntStream.range(0, advantages.length).filter(i -> !Double.isNaN(advantages[i])).toArray();
    int[] order = Seeds.permutation(known.length, seed, "advantages");
    double[] shuffled = advantages.clone();
    for (int i = 0; i < known.length; i++) {
      shuffled[known[i]] = advantages[known[order[i]]];
    }
    return shuffled;
  }

  /**
   * Permutes advantages among the events that have one, as {@link #shuffled(double[], long)} does.
   *
   * @param advantages one an event; NaN where none is known
   * @param seed decides the permutation
   * @return the same numbers in another order; NaN where it was NaN
   */
  public static float[] shuffled(float[] advantages, long seed) {
    double[] wide = IntStream.range(0, advantages.length).mapToDouble(i -> advantages[i]).toArray();
    double[] shuffled = shuffled(wide, seed);
    float[] narrow = Arrays.copyOf(advantages, advantages.length);
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) shuffled[i];
    }
    return narrow;
  }
}
