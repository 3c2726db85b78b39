package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.primitives.ImmutableLongArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;

/**
 * Shares of tokens of several domains in one loss: how much each token of a domain counts, so that
 * all tokens together count 1, and the sum of losses by them.
 *
 * <p>Counts are of all micro-batches of an update together, so that the micro-batches' sums add up
 * to that of one large batch.
 */
public final class TokenShares {
  private TokenShares() {}

  /**
   * Every token counts the same: a domain counts as many tokens as it has.
   *
   * <pre>w_d = 1 / Σ_d n_d</pre>
   *
   * @param tokens n, the tokens of each domain, at least 0
   * @return the weight of a token of each domain; 0 for one without tokens
   * @throws IllegalArgumentException if a count is negative
   */
  public static double[] tokenMean(ImmutableLongArray tokens) {
    check(tokens);
    long all = tokens.stream().sum();
    return tokens.stream().mapToDouble(count -> count == 0 ? 0 : 1.0 / all).toArray();
  }

  /**
   * Every domain counts the same, however long its completions are.
   *
   * <pre>w_d = 1 / (#{d : n_d &gt; 0} · n_d)</pre>
   *
   * <p>{@link #tokenMean} where all domains have as many tokens.
   *
   * @param tokens n, the tokens of each domain, at least 0; one without tokens does not count
   * @return the weight of a token of each domain; 0 for one without tokens
   * @throws IllegalArgumentException if a count is negative
   */
  public static double[] equalByDomain(ImmutableLongArray tokens) {
    check(tokens);
    long domains = tokens.stream().filter(count -> count > 0).count();
    return tokens.stream()
        .mapToDouble(count -> count == 0 ? 0 : 1.0 / ((double) domains * count))
        .toArray();
  }

  /**
   * The sum of losses by their weights.
   *
   * <pre>Σ_b Σ_t mask · weights · values</pre>
   *
   * <p>Gradients flow into {@code values} inside the mask, and are exactly 0 outside it, whatever
   * is there.
   *
   * @param values one number a token, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @param weights of each row's tokens, of the same type, [B, 1]
   * @return a scalar
   * @throws IllegalArgumentException if an array is not of its type and shape
   */
  public static NDArray sum(NDArray values, NDArray mask, NDArray weights) {
    ArrayChecks.checkFloating("values", values);
    ArrayChecks.checkDimensions("values", values, 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, values);
    ArrayChecks.checkFloating("weights", weights);
    checkArgument(
        weights.getShape().dimension() == 2
            && weights.getShape().get(0) == values.getShape().get(0)
            && weights.getShape().get(1) == 1,
        "weights: expected shape (%s, 1), got %s",
        values.getShape().get(0),
        weights.getShape());
    return Masks.keep(values, mask).mul(weights.stopGradient()).sum();
  }

  private static void check(ImmutableLongArray tokens) {
    checkArgument(
        tokens.stream().allMatch(count -> count >= 0),
        "tokens: expected counts of at least 0, got %s",
        tokens);
  }
}
