package org.temper.data.corpus;

import com.google.common.hash.Hashing;
import java.util.Arrays;

/**
 * Hashes of prompts, 64 bits by MurmurHash3: of ten million different ones, two are the same with a
 * probability of 3 in a million, and are held out together then.
 */
final class PromptHash {
  private PromptHash() {}

  static long of(String prompt) {
    return Hashing.murmur3_128().hashUnencodedChars(prompt).asLong();
  }

  /** Numbers hashes from 0 in the order in which they are first there. */
  static int[] numbers(long[] hashes) {
    long[] sorted = hashes.clone();
    Arrays.sort(sorted);
    int[] numberBySorted = new int[sorted.length];
    Arrays.fill(numberBySorted, -1);
    int[] numbers = new int[hashes.length];
    int count = 0;
    for (int i = 0; i < hashes.length; i++) {
      int at = first(sorted, hashes[i]);
      if (numberBySorted[at] < 0) {
        numberBySorted[at] = count++;
      }
      numbers[i] = numberBySorted[at];
    }
    return numbers;
  }

  /** Where a hash is first in a sorted array that holds it. */
  private static int first(long[] sorted, long hash) {
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
