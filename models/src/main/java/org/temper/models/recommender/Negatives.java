package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;

/**
 * The items that a sampled softmax compares each scored item with. Where one of them is the scored
 * item itself it counts for nothing.
 *
 * <p>Uniform negatives are as often wrong about a rare item as about a popular one; those of the
 * batch are popular and hard, but there are none of the items that nobody chose; mixed negatives
 * are both. What is drawn by popularity is held against popular items beyond measure unless the
 * logits are corrected by the logarithm of how likely an item is to be in the sample, log Q: then
 * the gradient is close to that of the softmax over all items.
 *
 * <p>Sources: Yi et al., "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item
 * Recommendations", RecSys 2019, equation 4 (log Q of in-batch negatives, subtracted from the
 * scored item's logit too); Yang et al., "Mixed Negative Sampling for Learning Two-tower Neural
 * Networks in Recommendations", WWW 2020, section 3.
 */
public sealed interface Negatives {

  /**
   * Items drawn uniformly, anew for each scored item, as HSTU's authors do. The cost is that of
   * looking up M (1 + n) rows, nearly all of them different in a large catalog.
   *
   * @param count how many for each scored item, n, at least 1
   * @return the negatives
   * @throws IllegalArgumentException if there are none
   */
  static Negatives uniform(int count) {
    return new Own(count);
  }

  /**
   * Items drawn uniformly, once for all scored items of a batch. The cost is that of a product with
   * n rows.
   *
   * @param count how many for the batch, n, at least 1
   * @return the negatives
   * @throws IllegalArgumentException if there are none
   */
  static Negatives shared(int count) {
    checkArgument(count >= 1, "count: expected at least 1 negative, got %s", count);
    return new Shared(count, null);
  }

  /**
   * The scored items of the same batch, corrected by log Q of their frequency in training.
   *
   * @param frequencies how often each item is chosen
   * @return the negatives
   */
  static Negatives inBatch(ItemFrequencies frequencies) {
    return new Shared(0, frequencies);
  }

  /**
   * The scored items of the same batch, M, and n that are drawn uniformly, once for the batch; Q of
   * item j is (M f_j + n / K) / (M + n).
   *
   * @param count how many are drawn, n, at least 1
   * @param frequencies how often each item is chosen, f
   * @return the negatives
   * @throws IllegalArgumentException if none are drawn
   */
  static Negatives mixed(int count, ItemFrequencies frequencies) {
    checkArgument(count >= 1, "count: expected at least 1 negative, got %s", count);
    return new Shared(count, frequencies);
  }

  /**
   * Of each scored item.
   *
   * @param count how many, n
   */
  record Own(int count) implements Negatives {
    /** Checks that there are some. */
    public Own {
      checkArgument(count >= 1, "negatives: expected at least 1, got %s", count);
    }
  }

  /**
   * Of the whole batch.
   *
   * @param count how many are drawn uniformly, n
   * @param frequencies of the batch's scored items, which are among them then
   */
  record Shared(int count, @Nullable ItemFrequencies frequencies) implements Negatives {}
}
