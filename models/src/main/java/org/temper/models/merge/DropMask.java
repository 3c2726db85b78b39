package org.temper.models.merge;

import java.util.function.LongPredicate;
import org.temper.api.Seeds;

/** The numbers of task vectors that are kept when others are dropped at random. */
@FunctionalInterface
interface DropMask {

  /**
   * Those of one tensor.
   *
   * @param expert the expert's position
   * @param tensor the tensor's name
   * @return whether the number at an index is kept
   */
  LongPredicate of(int expert, String tensor);

  /** Draws each number's fate by itself, so that it depends on nothing but what names it. */
  static DropMask random(double drop, long seed) {
    return (expert, tensor) -> {
      long key = Seeds.derive(seed, "dare " + tensor, expert);
      return index -> uniform(key, index) >= drop;
    };
  }

  /** The output of SplitMix64 at an index: Steele, Lea and Flood 2014. */
  private static double uniform(long key, long index) {
    long bits = key + index * 0x9E3779B97F4A7C15L;
    bits = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
    bits ^= bits >>> 31;
    return (bits >>> 11) * 0x1p-53;
  }
}
