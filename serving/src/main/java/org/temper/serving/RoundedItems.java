package org.temper.serving;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Items' vectors rounded to 8 bits, each number by the largest of its place, and inner products
 * with them, which are off by a known number at most.
 *
 * <p>A search of a large catalog waits for memory, and these take a quarter of what vectors as they
 * are take. Four numbers of an item lie in one int, and ints of many items in an array of their
 * own: the JVM's compiler makes vector instructions of a loop over two arrays at the same index,
 * and none where one is read from an offset, nor where bytes become ints.
 */
final class RoundedItems {
  /** Items of a block, whose sums stay in the processor's first cache. */
  static final int BLOCK = 4096;

  private static final int LARGEST = Byte.MAX_VALUE;
  private static final int NUMBERS_OF_AN_INT = 4;

  private final float[] largest;
  private final int[][][] blocks;
  private final int longest;

  private RoundedItems(float[] largest, int[][][] blocks, int longest) {
    this.largest = largest;
    this.blocks = blocks;
    this.longest = longest;
  }

  /**
   * Rounds.
   *
   * @param rows the vectors of each block's items, one after the other
   * @param numbers of a vector
   */
  static RoundedItems of(float[][] rows, int numbers) {
    float[] largest = new float[numbers];
    for (float[] block : rows) {
      for (int i = 0; i < block.length; i++) {
        largest[i % numbers] = Math.max(largest[i % numbers], Math.abs(block[i]));
      }
    }
    int longest = 1;
    int[][][] blocks = new int[rows.length][ints(numbers)][BLOCK];
    for (int b = 0; b < rows.length; b++) {
      for (int i = 0; i < rows[b].length / numbers; i++) {
        longest = Math.max(longest, round(rows[b], i, largest, blocks[b]));
      }
    }
    return new RoundedItems(largest, blocks, longest);
  }

  private static int ints(int numbers) {
    return (numbers + NUMBERS_OF_AN_INT - 1) / NUMBERS_OF_AN_INT;
  }

  /** Rounds one item of a block; its length is the sum of its numbers' absolute values. */
  private static int round(float[] rows, int item, float[] largest, int[][] block) {
    int length = 0;
    for (int n = 0; n < largest.length; n++) {
      if (largest[n] > 0) {
        double share = (double) rows[item * largest.length + n] / largest[n];
        int rounded = (int) Math.round(share * LARGEST);
        block[n / NUMBERS_OF_AN_INT][item] |=
            (rounded & 0xff) << (Byte.SIZE * (n % NUMBERS_OF_AN_INT));
        length += Math.abs(rounded);
      }
    }
    return length;
  }

  /**
   * Products of all items with a query, computed side by side in the JVM's common pool.
   *
   * <p>With m the largest of each place, v̂ = round(127 v / m) and q̂ = round(t q m), where t is
   * the largest for which no product leaves 32 bits, |127 t q·v − q̂·v̂| ≤ (t Σ |q m| + max Σ |v̂|)
   * / 2. What the float sum of q·v may be off comes on top.
   */
  Products products(float[] query) {
    double[] scaled = new double[query.length];
    double most = 0;
    double sum = 0;
    for (int n = 0; n < query.length; n++) {
      scaled[n] = (double) query[n] * largest[n];
      most = Math.max(most, Math.abs(scaled[n]));
      sum += Math.abs(scaled[n]);
    }
    int limit = Integer.MAX_VALUE / longest;
    double scale = most == 0 ? 1 : limit / most;
    int[] rounded = new int[ints(query.length) * NUMBERS_OF_AN_INT];
    for (int n = 0; n < scaled.length; n++) {
      rounded[n] = (int) Math.round(scaled[n] * scale);
    }
    List<Block> products =
        IntStream.range(0, blocks.length)
            .parallel()
            .mapToObj(b -> block(blocks[b], rounded))
            .toList();
    double sums = LARGEST * scale * sum * (query.length + 1) * Math.ulp(1f);
    return new Products(products, (long) Math.ceil((scale * sum + longest) / 2 + sums));
  }

  private static Block block(int[][] vectors, int[] query) {
    int[] sums = new int[BLOCK];
    for (int j = 0; j < vectors.length; j++) {
      int n = NUMBERS_OF_AN_INT * j;
      addFour(vectors[j], query[n], query[n + 1], query[n + 2], query[n + 3], sums);
    }
    int largest = Integer.MIN_VALUE;
    for (int sum : sums) {
      largest = Math.max(largest, sum);
    }
    return new Block(sums, largest);
  }

  /**
   * Shifts left and back right bring each of four bytes out, with its sign. Each int is read once:
   * newer compilers make no vector instructions of it otherwise.
   */
  private static void addFour(
      int[] vectors, int first, int second, int third, int fourth, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      int four = vectors[i];
      sums[i] +=
          (four << 24 >> 24) * first
              + (four << 16 >> 24) * second
              + (four << 8 >> 24) * third
              + (four >> 24) * fourth;
    }
  }

  /**
   * Rounded products of all items.
   *
   * @param blocks of the catalog, in its order
   * @param error how far a product may be from the true one
   */
  record Products(List<Block> blocks, long error) {}

  /**
   * Rounded products of a block's items.
   *
   * @param products one for each, those of the last block filled up with zeros
   * @param largest the largest of them
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Block(int[] products, int largest) {}
}
