package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;

/**
 * The entropy of a model's answers to one question, whatever they say: the mean over samples of −ln
 * p(answer), an unbiased estimate with {@link LengthHandling#SUM}; {@link
 * LengthHandling#TOKEN_MEAN} normalizes by length. Answers must be drawn at temperature 1 without
 * truncation, from the distribution that the log-probabilities are of.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2002.07650">Malinin and Gales 2021</a>, section 3.
 */
public final class PredictiveEntropy {
  private PredictiveEntropy() {}

  /**
   * The entropy.
   *
   * @param samples [n] answers of [T_i] token log-probabilities in nats, at least one answer
   * @param handling what becomes of lengths
   * @return in nats, at least 0; infinite where a sample is impossible
   * @throws IllegalArgumentException if there is no answer, an answer has no token, or a
   *     log-probability is NaN or above 0
   */
  public static double of(List<ImmutableDoubleArray> samples, LengthHandling handling) {
    checkArgument(!samples.isEmpty(), "samples: expected at least one, got none");
    return samples.stream().mapToDouble(sample -> -handling.of(sample)).sum() / samples.size();
  }
}
