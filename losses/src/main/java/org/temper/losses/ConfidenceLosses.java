package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Losses of stated confidence: a distribution over K options, the answers to "is this correct?" or
 * the levels of a scale, against what is true of the answer in question.
 *
 * <p>Options are given by their logits, or by their log-probabilities among a whole vocabulary: the
 * distribution is the softmax over the options, and a number added to all of them changes nothing.
 * Gradients flow into {@code logits} and stop at what they are compared with.
 */
public final class ConfidenceLosses {
  private ConfidenceLosses() {}

  /**
   * The cross-entropy of the options with soft labels.
   *
   * <pre>loss = −Σ_k t_k · log p_k,  p = softmax(logits)</pre>
   *
   * <p>Proper: least where p is the mean of the labels. With labels of 0 and 1 the negative
   * log-likelihood; with those of two options, 1 − y and y, the loss of "is this correct?", where y
   * may be the share of a question's answers that are right. An option of label 0 counts 0 whatever
   * its logit.
   *
   * <p>Source: Kapoor et al. 2024, "Large Language Models Must Be Taught to Know What They Don't
   * Know", section 4.
   *
   * @param logits of the options, floating [..., K]
   * @param labels t, the same type and shape; in each row at least 0, with sum 1
   * @return the loss of each row, [...], in nats, unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or there is no
   *     last dimension
   */
  public static NDArray crossEntropy(NDArray logits, NDArray labels) {
    int last = checkLabels(logits, labels);
    NDArray fixed = labels.stopGradient();
    NDArray counts = fixed.neq(0);
    return amongOptions(logits, last, counts).mul(fixed).neg().sum(new int[] {last});
  }

  /**
   * The focal loss: cross-entropy in which options that are likely already count less.
   *
   * <pre>loss = −Σ_k t_k · (1 − p_k)^γ · log p_k,  p = softmax(logits)</pre>
   *
   * <p>{@link #crossEntropy} where γ is 0. Not proper: it is least at less than full confidence,
   * which is what it is used for.
   *
   * <p>Source: Mukhoti et al. 2020, "Calibrating Deep Neural Networks using Focal Loss", section 4,
   * where γ is 3.
   *
   * @param logits of the options, floating [..., K]
   * @param labels t, the same type and shape; in each row at least 0, with sum 1
   * @param gamma γ, 0 or at least 1; between them the gradient is infinite at full confidence
   * @return the loss of each row, [...], unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, there is no last
   *     dimension, or {@code gamma} is out of range
   */
  public static NDArray focal(NDArray logits, NDArray labels, double gamma) {
    int last = checkLabels(logits, labels);
    checkArgument(
        gamma == 0 || (gamma >= 1 && Double.isFinite(gamma)),
        "gamma: expected 0 or a finite number of at least 1, got %s",
        gamma);
    NDArray fixed = labels.stopGradient();
    NDArray logProbs = amongOptions(logits, last, fixed.neq(0));
    NDArray doubts = logProbs.exp().neg().add(1);
    NDArray exponent = Scalars.times(doubts.stopGradient().onesLike(), gamma);
    return doubts.pow(exponent).mul(logProbs).mul(fixed).neg().sum(new int[] {last});
  }

  /**
   * Labels that are less sure, to be used with {@link #crossEntropy}: label smoothing.
   *
   * <pre>t′_k = (1 − ε) · t_k + ε / K</pre>
   *
   * <p>Source: Müller et al. 2019, "When Does Label Smoothing Help?", section 1.
   *
   * @param labels t, floating [..., K]
   * @param epsilon ε, in [0, 1]
   * @return the smoothed labels, the same type and shape
   * @throws IllegalArgumentException if the labels are not floating or without a last dimension, or
   *     {@code epsilon} is out of range
   */
  public static NDArray smoothed(NDArray labels, double epsilon) {
    int last = checkOptions("labels", labels);
    checkArgument(
        epsilon >= 0 && epsilon <= 1, "epsilon: expected a number in [0, 1], got %s", epsilon);
    double share = epsilon / labels.getShape().get(last);
    return Scalars.times(labels.stopGradient(), 1 - epsilon).add(share);
  }

  /**
   * The tokenized Brier loss: the expected squared error of a confidence that is drawn from the
   * options, which are levels of a scale.
   *
   * <pre>loss = Σ_n q_n · (y − v_n)²,  q = softmax(logits)</pre>
   *
   * <p>Least where all probability lies on the level nearest to the mean of y, so that a level that
   * is drawn or taken as the likeliest is right to half a step of the scale. With the two levels 0
   * and 1 alone that is to say which is likelier, and no more: {@link #brier} asks for the
   * probability.
   *
   * <p>Source: Li et al. 2025, "ConfTuner: Training Large Language Models to Express Their
   * Confidence Verbally", the tokenized Brier score, with 101 levels.
   *
   * @param logits of the levels' tokens, floating [..., N]
   * @param levels v, the confidence that each stands for, N numbers in [0, 1]; usually n / (N − 1)
   * @param correctness y, 0 or 1 or a share of right answers, the same type, [...]
   * @return the loss of each row, [...], unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes do not fit, or a level
   *     is not in [0, 1]
   */
  public static NDArray tokenizedBrier(NDArray logits, double[] levels, NDArray correctness) {
    int last = checkLevels(logits, levels, correctness);
    NDArray scale = scale(logits, levels);
    NDArray errors = correctness.stopGradient().expandDims(last).sub(scale).square();
    return logits.softmax(last).mul(errors).sum(new int[] {last});
  }

  /**
   * The Brier loss of the expected confidence.
   *
   * <pre>loss = (y − Σ_n q_n · v_n)²,  q = softmax(logits)</pre>
   *
   * <p>Proper: least where the expected confidence is the mean of y. With the two levels 0 and 1 it
   * is the Brier loss of the probability of "yes".
   *
   * <p>Source: Brier 1950, "Verification of Forecasts Expressed in Terms of Probability".
   *
   * @param logits of the levels' tokens, floating [..., N]
   * @param levels v, the confidence that each stands for, N numbers in [0, 1]
   * @param correctness y, 0 or 1 or a share of right answers, the same type, [...]
   * @return the loss of each row, [...], unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes do not fit, or a level
   *     is not in [0, 1]
   */
  public static NDArray brier(NDArray logits, double[] levels, NDArray correctness) {
    checkLevels(logits, levels, correctness);
    return confidence(logits, levels).sub(correctness.stopGradient()).square();
  }

  /**
   * The expected confidence.
   *
   * <pre>Σ_n q_n · v_n,  q = softmax(logits)</pre>
   *
   * @param logits of the levels' tokens, floating [..., N]
   * @param levels v, the confidence that each stands for, N numbers in [0, 1]
   * @return the confidence of each row, [...]
   * @throws IllegalArgumentException if the logits are not floating, are not of N options, or a
   *     level is not in [0, 1]
   */
  public static NDArray confidence(NDArray logits, double[] levels) {
    int last = checkLevels(logits, levels);
    return logits.softmax(last).mul(scale(logits, levels)).sum(new int[] {last});
  }

  /** Log-probabilities among the options, 0 with gradient 0 where they do not count. */
  private static NDArray amongOptions(NDArray logits, int last, NDArray counts) {
    return Masks.keep(logits.logSoftmax(last), counts);
  }

  private static NDArray scale(NDArray logits, double[] levels) {
    DataType type = logits.getDataType();
    return logits
        .getManager()
        .create(levels, new Shape(levels.length))
        .toType(type, type != DataType.FLOAT64);
  }

  private static int checkOptions(String argument, NDArray array) {
    ArrayChecks.checkFloating(argument, array);
    int last = array.getShape().dimension() - 1;
    checkArgument(last >= 0, "%s: expected shape [..., K], got %s", argument, array.getShape());
    return last;
  }

  private static int checkLabels(NDArray logits, NDArray labels) {
    int last = checkOptions("logits", logits);
    ArrayChecks.checkFloating("labels", labels);
    ArrayChecks.checkSameShape("labels", labels, logits);
    return last;
  }

  private static int checkLevels(NDArray logits, double[] levels) {
    int last = checkOptions("logits", logits);
    checkArgument(
        levels.length == logits.getShape().get(last),
        "levels: expected %s, one for each option, got %s",
        logits.getShape().get(last),
        levels.length);
    checkArgument(
        Arrays.stream(levels).allMatch(level -> level >= 0 && level <= 1),
        "levels: expected numbers in [0, 1], got %s",
        Arrays.toString(levels));
    return last;
  }

  private static int checkLevels(NDArray logits, double[] levels, NDArray correctness) {
    int last = checkLevels(logits, levels);
    ArrayChecks.checkFloating("correctness", correctness);
    Shape rows = logits.getShape().slice(0, last);
    checkArgument(
        correctness.getShape().equals(rows),
        "correctness: expected shape %s, got %s",
        rows,
        correctness.getShape());
    return last;
  }
}
