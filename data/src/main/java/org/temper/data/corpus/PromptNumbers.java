package org.temper.data.corpus;

import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Numbers of prompts, from 0 in the order in which they are first there, told by their hashes: 64
 * bits by MurmurHash3. Of ten million different prompts two have the same with a probability of 3
 * in a million, and are held out together then.
 */
final class PromptNumbers {
  private final long[] sorted;
  private final int[] numbers;
  private int count;

  private PromptNumbers(long[] sorted) {
    this.sorted = sorted;
    this.numbers = new int[sorted.length];
    Arrays.fill(numbers, -1);
  }

  static long hash(String prompt) {
    return Hashing.murmur3_128().hashUnencodedChars(prompt).asLong();
  }

  static PromptNumbers of(int size, IntToLongFunction hashes) {
    long[] sorted = new long[size];
    Arrays.setAll(sorted, hashes);
    Arrays.sort(sorted);
    return new PromptNumbers(sorted);
  }

  /** The number of a hash; hashes are to be asked for in the order of their records. */
  int number(long hash) {
    int at = first(hash);
    if (numbers[at] < 0) {
      numbers[at] = count++;
    }
    return numbers[at];
  }

  /** How many different prompts were asked for. */
  int count() {
    return count;
  }

  /** Where a hash, which is there, is first. */
  private int first(long hash) {
    int low = 0;
    int high = sorted.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
