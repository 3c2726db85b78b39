package org.temper.algorithms.distillation;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.temper.losses.ClipRange;
import org.temper.losses.DistillationLosses;
import org.temper.losses.KlEstimators;
import org.temper.losses.ReferenceDivergences;

/**
 * A loss of a student's tokens against a teacher, and what of the vocabulary it looks at; a
 * function of {@link DistillationLosses}, {@link KlEstimators} or {@link ReferenceDivergences}.
 *
 * @param name what it is called in a run's identity
 * @param choices what is compared at each token
 * @param count how many choices, where they are the likeliest ones; else 0
 * @param clip the range of ratios beyond which a token has no gradient; for drawn tokens alone
 * @param numbers its other numbers, by name
 * @param divergence from log-probabilities of the choices under student and teacher, [B, T, K], to
 *     the loss of each token, [B, T]; not asked for drawn tokens
 */
public record DistillationLoss(
    String name,
    Choices choices,
    int count,
    Optional<ClipRange> clip,
    Map<String, Double> numbers,
    BinaryOperator<NDArray> divergence) {

  /** What is compared at each token. */
  public enum Choices {
    /** The token that was drawn. */
    SAMPLED,
    /** Every token of the vocabulary. */
    ALL,
    /** The teacher's likeliest. */
    TEACHER_TOP,
    /** The student's likeliest. */
    STUDENT_TOP
  }

  /** Copies the numbers. */
  public DistillationLoss {
    numbers = ImmutableMap.copyOf(numbers);
  }

  /**
   * The reverse divergence by the drawn token, {@link DistillationLosses#sampledReverseKl}: one
   * number a token from any policy, whatever the vocabulary's size.
   *
   * @param range how far the ratio may go from 1 before a token has no gradient
   * @return the loss
   */
  public static DistillationLoss sampledReverseKl(ClipRange range) {
    return new DistillationLoss(
        "sampled_reverse_kl", Choices.SAMPLED, 0, Optional.of(range), Map.of(), KlEstimators::full);
  }

  /**
   * The reverse divergence over the whole vocabulary, {@link KlEstimators#full}.
   *
   * @return the loss
   */
  public static DistillationLoss reverseKl() {
    return ofAll("reverse_kl", Map.of(), KlEstimators::full);
  }

  /**
   * The forward divergence over the whole vocabulary, {@link ReferenceDivergences#fullForwardKl}.
   *
   * @return the loss
   */
  public static DistillationLoss forwardKl() {
    return ofAll("forward_kl", Map.of(), ReferenceDivergences::fullForwardKl);
  }

  /**
   * The generalized Jensen–Shannon divergence over the whole vocabulary, {@link
   * ReferenceDivergences#fullJensenShannon(NDArray, NDArray, double)}.
   *
   * @param beta how much the teacher counts in the mixture, between 0 and 1
   * @return the loss
   * @throws IllegalArgumentException if {@code beta} is out of range
   */
  public static DistillationLoss jensenShannon(double beta) {
    checkArgument(
        beta > 0 && beta < 1,
        "beta: expected a number between 0 and 1, got %s; use forwardKl() for 0 and reverseKl() for"
            + " 1",
        beta);
    return ofAll(
        "jensen_shannon",
        Map.of("beta", beta),
        (student, teacher) -> ReferenceDivergences.fullJensenShannon(student, teacher, beta));
  }

  /**
   * The reverse divergence over the teacher's likeliest tokens, {@link
   * DistillationLosses#correctedReverseKl}.
   *
   * @param k how many, at least 1; no more than the vocabulary has
   * @return the loss
   * @throws IllegalArgumentException if {@code k} is below 1
   */
  public static DistillationLoss teacherTop(int k) {
    return ofTop("teacher_top_reverse_kl", Choices.TEACHER_TOP, k);
  }

  /**
   * The reverse divergence over the student's likeliest tokens, {@link
   * DistillationLosses#correctedReverseKl}.
   *
   * @param k how many, at least 1; no more than the vocabulary has
   * @return the loss
   * @throws IllegalArgumentException if {@code k} is below 1
   */
  public static DistillationLoss studentTop(int k) {
    return ofTop("student_top_reverse_kl", Choices.STUDENT_TOP, k);
  }

  private static DistillationLoss ofAll(
      String name, Map<String, Double> numbers, BinaryOperator<NDArray> divergence) {
    return new DistillationLoss(name, Choices.ALL, 0, Optional.empty(), numbers, divergence);
  }

  private static DistillationLoss ofTop(String name, Choices choices, int k) {
    checkArgument(k >= 1, "k: expected at least 1, got %s", k);
    return new DistillationLoss(
        name, choices, k, Optional.empty(), Map.of(), DistillationLosses::correctedReverseKl);
  }

  /**
   * Settings that decide the numbers.
   *
   * @return the name as {@code loss}, the choices, the ends of the range, and the other numbers
   */
  public Map<String, Object> identity() {
    ImmutableMap.Builder<String, Object> identity = ImmutableMap.builder();
    identity.put("loss", name).put("choices", choices).put("top", count);
    clip.ifPresent(range -> identity.put("clip_low", range.low()).put("clip_high", range.high()));
    return identity.putAll(numbers).buildOrThrow();
  }
}
