package org.temper.samplers;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * Changes to logits before a token is drawn from them: pure functions from [B, V] to [B, V].
 *
 * <p>Tokens that may not be drawn become negative infinity; each row keeps at least one. Results
 * belong to the manager of the logits.
 */
public final class LogitsProcessors {
  /** Below it, a logit over a temperature may be more than float32 holds. */
  private static final double COLD = 1e-20;

  private LogitsProcessors() {}

  /**
   * Makes tokens that a row holds already less probable: x / penalty where x ≥ 0, x · penalty where
   * x &lt; 0. Source: Keskar et al. 2019, CTRL, section 4.1, with the sign rule of the Hugging Face
   * transformers library.
   *
   * @param logits float32 [B, V]
   * @param seen int64 [B, S], ids that each row holds; may repeat
   * @param penalty above 0; 1 changes nothing
   * @return float32 [B, V]
   * @throws IllegalArgumentException if {@code penalty} is not above 0
   */
  public static NDArray repetitionPenalty(NDArray logits, NDArray seen, double penalty) {
    checkArgument(penalty > 0, "penalty: expected a number above 0, got %s", penalty);
    NDArray scores = logits.gather(seen, 1);
    NDArray penalized = NDArrays.where(scores.lt(0), scores.mul(penalty), scores.div(penalty));
    return logits.scatter(seen, penalized, 1);
  }

  /**
   * Sharpens or flattens the distribution: x / temperature; below 1e-20, where that may be more
   * than float32 holds, (x − the row's largest x) / temperature, which is the same distribution.
   *
   * @param logits float32 [B, V]
   * @param temperature above 0; 1 changes nothing; below float32's smallest normal number, that
   *     number stands for it
   * @return float32 [B, V]
   * @throws IllegalArgumentException if {@code temperature} is not above 0
   */
  public static NDArray temperature(NDArray logits, double temperature) {
    checkArgument(temperature > 0, "temperature: expected a number above 0, got %s", temperature);
    if (temperature >= COLD) {
      return logits.div(temperature);
    }
    return logits.sub(logits.max(new int[] {1}, true)).div(Math.max(temperature, Float.MIN_NORMAL));
  }

  /**
   * Keeps the k most probable tokens, and those that tie with the last of them. Source: Fan et al.
   * 2018, Hierarchical Neural Story Generation, section 5.
   *
   * @param logits float32 [B, V]
   * @param k at least 1; V and more change nothing
   * @return float32 [B, V]
   * @throws IllegalArgumentException if {@code k} is below 1
   */
  public static NDArray topK(NDArray logits, int k) {
    checkArgument(k >= 1, "k: expected at least 1, got %s", k);
    long vocabularySize = logits.getShape().get(1);
    if (k >= vocabularySize) {
      return logits;
    }
    NDArray smallestKept = logits.topK(k, 1, true, true).get(0).get(":, -1:");
    return keep(logits, logits.gte(smallestKept));
  }

  /**
   * Keeps the smallest set of most probable tokens whose probability reaches p. Which of several
   * equally probable tokens at the edge of the set stay is left to the sort. Source: Holtzman et
   * al. 2020, The Curious Case of Neural Text Degeneration, equation 2.
   *
   * @param logits float32 [B, V]
   * @param p in (0, 1]; 1 changes nothing
   * @return float32 [B, V]
   * @throws IllegalArgumentException if {@code p} is not in (0, 1]
   */
  public static NDArray topP(NDArray logits, double p) {
    checkArgument(p > 0 && p <= 1, "p: expected a number in (0, 1], got %s", p);
    if (p == 1) {
      return logits;
    }
    NDManager manager = logits.getManager();
    long vocabularySize = logits.getShape().get(1);
    NDArray order = logits.argSort(1, true);
    NDArray cumulative = logits.gather(order, 1).softmax(1).cumSum(1);
    // Rounding may leave no token above a threshold near 1, so the most probable one is named.
    NDArray mostProbable = manager.arange((int) vocabularySize).eq(vocabularySize - 1);
    NDArray kept = cumulative.gt(1 - p).logicalOr(mostProbable);
    NDArray mask = manager.zeros(logits.getShape(), DataType.BOOLEAN).scatter(order, kept, 1);
    return keep(logits, mask);
  }

  /**
   * Keeps the tokens that are at least p times as probable as the most probable one. Source: Nguyen
   * et al. 2024, Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs.
   *
   * @param logits float32 [B, V]
   * @param p in [0, 1]; 0 changes nothing
   * @return float32 [B, V]
   * @throws IllegalArgumentException if {@code p} is not in [0, 1]
   */
  public static NDArray minP(NDArray logits, double p) {
    checkArgument(p >= 0 && p <= 1, "p: expected a number in [0, 1], got %s", p);
    if (p == 0) {
      return logits;
    }
    NDArray threshold = logits.max(new int[] {1}, true).add(Math.log(p));
    return keep(logits, logits.gte(threshold));
  }

  private static NDArray keep(NDArray logits, NDArray mask) {
    NDArray never = logits.getManager().full(logits.getShape(), Float.NEGATIVE_INFINITY);
    return NDArrays.where(mask, logits, never);
  }
}
