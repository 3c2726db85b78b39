package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.SplittableRandom;

/**
 * Independent random streams from one seed. A stream is named by its purpose and by whatever
 * indices tell its uses apart, such as an epoch, a row or a step; so that a resumed run repeats the
 * uninterrupted one without any saved generator, and what one part draws never depends on how much
 * another part drew before it.
 *
 * <p>The same on every platform.
 */
public final class Seeds {
  private static final double TWO_TO_MINUS_53 = 0x1.0p-53;

  private Seeds() {}

  /**
   * The seed of a stream.
   *
   * @param seed the seed of the run
   * @param purpose what the stream is for
   * @param indices which of its uses
   * @return 64 bits, by MurmurHash3
   */
  public static long derive(long seed, String purpose, long... indices) {
    Hasher hasher = Hashing.murmur3_128().newHasher().putLong(seed).putInt(purpose.length());
    hasher.putUnencodedChars(purpose);
    for (long index : indices) {
      hasher.putLong(index);
    }
    return hasher.hash().asLong();
  }

  /**
   * A generator of a stream.
   *
   * @param seed the seed of the run
   * @param purpose what the stream is for
   * @param indices which of its uses
   * @return a new generator
   */
  public static SplittableRandom random(long seed, String purpose, long... indices) {
    return new SplittableRandom(derive(seed, purpose, indices));
  }

  /**
   * A uniform draw: the only one of its stream.
   *
   * @param seed the seed of the run
   * @param purpose what the draw is for
   * @param indices which of its uses
   * @return a multiple of 2<sup>-53</sup> in [0, 1)
   */
  public static double uniform(long seed, String purpose, long... indices) {
    return toUniform(derive(seed, purpose, indices));
  }

  /**
   * A random order: the only one of its stream.
   *
   * @param length how many things are ordered, at least 0
   * @param seed the seed of the run
   * @param purpose what the order is for
   * @param indices which of its uses
   * @return the numbers from 0 to {@code length - 1}, each once
   * @throws IllegalArgumentException if {@code length} is below 0
   */
  public static int[] permutation(int length, long seed, String purpose, long... indices) {
    checkArgument(length >= 0, "length: expected at least 0, got %s", length);
    // Bounded draws are made here rather than by the generator, whose way to make them has changed
    // between Java releases.
    SplittableRandom random = random(seed, purpose, indices);
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int j = (int) (uniform(random) * (i + 1));
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * A number for each index of a stream, cheap enough for a comparison in a sort.
   *
   * @param stream a stream's seed, from {@link #derive}
   * @param index which number
   * @return 64 bits, different for different indices, by the finalizer of MurmurHash3
   */
  public static long mixed(long stream, long index) {
    long bits = stream ^ index;
    bits = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 33);
  }

  /**
   * A generator's next uniform draw, the same whatever the Java release.
   *
   * @param random the generator
   * @return a multiple of 2<sup>-53</sup> in [0, 1)
   */
  public static double uniform(SplittableRandom random) {
    return toUniform(random.nextLong());
  }

  private static double toUniform(long bits) {
    return (bits >>> 11) * TWO_TO_MINUS_53;
  }
}
