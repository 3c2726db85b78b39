package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Functions from one number a token to a scalar. Which reduction is part of an algorithm: they
 * weigh long sequences differently.
 *
 * <p>Each masked one comes twice. Without a normalizer it divides by what this batch holds. With
 * one it divides by the given number, so that the gradients of several micro-batches, each reduced
 * by the same normalizer, add up to those of one large batch; that number counts all of them
 * together.
 *
 * <p>Everywhere: gradients flow into {@code values} inside the mask, and are exactly 0 outside it,
 * whatever is there, NaN and infinities included. (Whoever computed the values may still spread
 * them: keep the inputs of a loss finite under padding.) A batch whose mask keeps nothing reduces
 * to 0 with zero gradients.
 */
public final class Reductions {
  private Reductions() {}

  /**
   * Mean over all kept tokens: every token weighs the same, so long sequences weigh more.
   *
   * <pre>Σ_b Σ_t mask · values / Σ_b Σ_t mask</pre>
   *
   * @param values one number a token, floating [B, T], or any shape
   * @param mask true for each token to count, boolean, the same shape
   * @return a scalar
   * @throws IllegalArgumentException if {@code values} is not floating, or {@code mask} is not
   *     boolean of the same shape
   */
  public static NDArray tokenMean(NDArray values, NDArray mask) {
    checkValues(values, mask);
    return Masks.keep(values, mask).sum().div(Masks.atLeastOne(Masks.count(values, mask)));
  }

  /**
   * Mean over all kept tokens of several micro-batches: this one's share of it.
   *
   * <pre>Σ_b Σ_t mask · values / tokenCount</pre>
   *
   * @param values one number a token, floating [B, T], or any shape
   * @param mask true for each token to count, boolean, the same shape
   * @param tokenCount the kept tokens of all micro-batches together, above 0
   * @return a scalar; over the micro-batches these sum to the token mean of all
   * @throws IllegalArgumentException if {@code values} is not floating, {@code mask} is not boolean
   *     of the same shape, or {@code tokenCount} is not positive and finite
   */
  public static NDArray tokenMean(NDArray values, NDArray mask, double tokenCount) {
    checkValues(values, mask);
    ArrayChecks.checkPositive("tokenCount", tokenCount);
    return Scalars.over(Masks.keep(values, mask).sum(), tokenCount);
  }

  /**
   * Mean over all numbers of several micro-batches, without a mask: this one's share of it. For
   * losses of pairs.
   *
   * <pre>Σ values / count</pre>
   *
   * @param values one number a pair, floating [P], or any shape
   * @param count the numbers of all micro-batches together, above 0
   * @return a scalar; over the micro-batches these sum to the mean of all
   * @throws IllegalArgumentException if {@code values} is not floating, or {@code count} is not
   *     positive and finite
   */
  public static NDArray mean(NDArray values, double count) {
    ArrayChecks.checkFloating("values", values);
    ArrayChecks.checkPositive("count", count);
    return Scalars.over(values.sum(), count);
  }

  /**
   * Mean over sequences of the sum over their kept tokens. A row without a kept token is not
   * counted as a sequence.
   *
   * <pre>Σ_b Σ_t mask · values / #{b : mask keeps a token of b}</pre>
   *
   * @param values one number a token, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @return a scalar
   * @throws IllegalArgumentException if {@code values} is not floating [B, T], or {@code mask} is
   *     not boolean of the same shape
   */
  public static NDArray sequenceMeanTokenSum(NDArray values, NDArray mask) {
    checkRows(values, mask);
    return Masks.keep(values, mask).sum().div(Masks.atLeastOne(keptRows(values, mask)));
  }

  /**
   * Mean over the sequences of several micro-batches of the sum over their kept tokens: this one's
   * share of it.
   *
   * <pre>Σ_b Σ_t mask · values / sequenceCount</pre>
   *
   * @param values one number a token, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @param sequenceCount the sequences with a kept token in all micro-batches together, above 0
   * @return a scalar; over the micro-batches these sum to the mean of all
   * @throws IllegalArgumentException if {@code values} is not floating [B, T], {@code mask} is not
   *     boolean of the same shape, or {@code sequenceCount} is not positive and finite
   */
  public static NDArray sequenceMeanTokenSum(NDArray values, NDArray mask, double sequenceCount) {
    checkRows(values, mask);
    ArrayChecks.checkPositive("sequenceCount", sequenceCount);
    return Scalars.over(Masks.keep(values, mask).sum(), sequenceCount);
  }

  /**
   * Mean over sequences of the mean over their kept tokens: every sequence weighs the same. A row
   * without a kept token is not counted as a sequence.
   *
   * <pre>Σ_b (Σ_t mask · values / Σ_t mask) / #{b : mask keeps a token of b}</pre>
   *
   * <p>Source: the normalizer of GRPO, Shao et al. 2024, "DeepSeekMath", equation 3.
   *
   * @param values one number a token, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @return a scalar
   * @throws IllegalArgumentException if {@code values} is not floating [B, T], or {@code mask} is
   *     not boolean of the same shape
   */
  public static NDArray sequenceMeanTokenMean(NDArray values, NDArray mask) {
    checkRows(values, mask);
    return Masks.rowMeans(values, mask).sum().div(Masks.atLeastOne(keptRows(values, mask)));
  }

  /**
   * Mean over the sequences of several micro-batches of the mean over their kept tokens: this one's
   * share of it.
   *
   * <pre>Σ_b (Σ_t mask · values / Σ_t mask) / sequenceCount</pre>
   *
   * @param values one number a token, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @param sequenceCount the sequences with a kept token in all micro-batches together, above 0
   * @return a scalar; over the micro-batches these sum to the mean of all
   * @throws IllegalArgumentException if {@code values} is not floating [B, T], {@code mask} is not
   *     boolean of the same shape, or {@code sequenceCount} is not positive and finite
   */
  public static NDArray sequenceMeanTokenMean(NDArray values, NDArray mask, double sequenceCount) {
    checkRows(values, mask);
    ArrayChecks.checkPositive("sequenceCount", sequenceCount);
    return Scalars.over(Masks.rowMeans(values, mask).sum(), sequenceCount);
  }

  /**
   * Sum over all kept tokens divided by what the batch could have held: a constant, so that no
   * token's weight depends on how long any completion turned out. Every row counts, also one
   * without a kept token.
   *
   * <pre>Σ_b Σ_t mask · values / (B · maxLength)</pre>
   *
   * <p>Source: Liu et al. 2025, "Understanding R1-Zero-Like Training" (Dr. GRPO), section 3.
   *
   * @param values one number a token, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @param maxLength the most tokens that a completion may have, at least 1
   * @return a scalar
   * @throws IllegalArgumentException if {@code values} is not floating [B, T], {@code mask} is not
   *     boolean of the same shape, or {@code maxLength} is below 1
   */
  public static NDArray fixedLength(NDArray values, NDArray mask, int maxLength) {
    checkRows(values, mask);
    return fixedLength(values, mask, maxLength, (double) values.getShape().get(0));
  }

  /**
   * Sum over all kept tokens divided by what several micro-batches together could have held: this
   * one's share of it.
   *
   * <pre>Σ_b Σ_t mask · values / (sequenceCount · maxLength)</pre>
   *
   * @param values one number a token, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @param maxLength the most tokens that a completion may have, at least 1
   * @param sequenceCount the rows of all micro-batches together, above 0
   * @return a scalar; over the micro-batches these sum to the reduction of all
   * @throws IllegalArgumentException if {@code values} is not floating [B, T], {@code mask} is not
   *     boolean of the same shape, {@code maxLength} is below 1, or {@code sequenceCount} is not
   *     positive and finite
   */
  public static NDArray fixedLength(
      NDArray values, NDArray mask, int maxLength, double sequenceCount) {
    checkRows(values, mask);
    checkArgument(maxLength >= 1, "maxLength: expected at least 1, got %s", maxLength);
    ArrayChecks.checkPositive("sequenceCount", sequenceCount);
    return Scalars.over(Masks.keep(values, mask).sum(), sequenceCount * maxLength);
  }

  private static NDArray keptRows(NDArray values, NDArray mask) {
    return Masks.rowCounts(values, mask).minimum(1).sum();
  }

  private static void checkValues(NDArray values, NDArray mask) {
    ArrayChecks.checkFloating("values", values);
    ArrayChecks.checkMask("mask", mask, values);
  }

  private static void checkRows(NDArray values, NDArray mask) {
    checkValues(values, mask);
    ArrayChecks.checkDimensions("values", values, 2, "[B, T]");
  }
}
