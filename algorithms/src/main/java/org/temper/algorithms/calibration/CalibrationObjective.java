package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import org.temper.losses.ConfidenceLosses;

/**
 * An objective of stated confidence: what is descended so that it becomes right.
 *
 * @param kind which of {@link ConfidenceLosses}
 * @param strength its parameter: γ of the focal loss, ε of label smoothing, 0 for others
 */
public record CalibrationObjective(Kind kind, double strength) {

  /** A loss of {@link ConfidenceLosses}. */
  public enum Kind {
    /** {@link ConfidenceLosses#crossEntropy}, of two options. */
    CROSS_ENTROPY,
    /** The same with {@link ConfidenceLosses#smoothed} labels. */
    SMOOTHED_CROSS_ENTROPY,
    /** {@link ConfidenceLosses#focal}, of two options. */
    FOCAL,
    /** {@link ConfidenceLosses#brier}, of any number of options. */
    BRIER,
    /** {@link ConfidenceLosses#tokenizedBrier}, of three options or more. */
    TOKENIZED_BRIER
  }

  /**
   * Checks the parameter.
   *
   * @throws IllegalArgumentException if the loss does not take it
   */
  public CalibrationObjective {
    checkArgument(
        switch (kind) {
          case SMOOTHED_CROSS_ENTROPY -> strength >= 0 && strength <= 1;
          case FOCAL -> strength == 0 || (strength >= 1 && Double.isFinite(strength));
          default -> strength == 0;
        },
        "strength: expected %s, got %s",
        switch (kind) {
          case SMOOTHED_CROSS_ENTROPY -> "epsilon in [0, 1]";
          case FOCAL -> "gamma, 0 or at least 1";
          default -> "0, as " + kind + " has none";
        },
        strength);
  }

  /**
   * The cross-entropy of "no" and "yes", whose least is the true probability.
   *
   * @return the objective
   */
  public static CalibrationObjective crossEntropy() {
    return new CalibrationObjective(Kind.CROSS_ENTROPY, 0);
  }

  /**
   * Cross-entropy with smoothed labels: a baseline, which keeps confidence from 0 and 1.
   *
   * @param epsilon ε, in [0, 1]
   * @return the objective
   */
  public static CalibrationObjective smoothedCrossEntropy(double epsilon) {
    return new CalibrationObjective(Kind.SMOOTHED_CROSS_ENTROPY, epsilon);
  }

  /**
   * The focal loss: a baseline, which keeps confidence from 0 and 1.
   *
   * @param gamma γ, 0 or at least 1
   * @return the objective
   */
  public static CalibrationObjective focal(double gamma) {
    return new CalibrationObjective(Kind.FOCAL, gamma);
  }

  /**
   * The Brier loss of the expected confidence, whose least is the true probability.
   *
   * @return the objective
   */
  public static CalibrationObjective brier() {
    return new CalibrationObjective(Kind.BRIER, 0);
  }

  /**
   * The tokenized Brier loss of a scale, whose least is all probability on the level nearest to the
   * true probability: for a confidence that is read off as a token.
   *
   * @return the objective
   */
  public static CalibrationObjective tokenizedBrier() {
    return new CalibrationObjective(Kind.TOKENIZED_BRIER, 0);
  }

  /**
   * Checks that there are as many options as the loss takes.
   *
   * @param options what may be said of an answer
   * @throws IllegalArgumentException if there are more or fewer
   */
  void check(AnswerOptions options) {
    switch (kind) {
      case BRIER -> {}
      case TOKENIZED_BRIER ->
          checkArgument(
              options.count() >= 3,
              "options: expected at least 3 levels for the tokenized Brier loss, which of two asks"
                  + " only which is likelier, got %s; use CalibrationObjective.brier()",
              options.count());
      default ->
          checkArgument(
              options.count() == 2 && options.levels().get(0) == 0 && options.levels().get(1) == 1,
              "options: expected no and yes for %s, got levels %s; use"
                  + " CalibrationObjective.brier() or tokenizedBrier()",
              kind,
              options.levels());
    }
  }

  /** From logits [B, K] and correctness [B] to losses [B]. */
  NDArray losses(NDArray logits, AnswerOptions options, NDArray correctness) {
    double[] levels = options.levels().toArray();
    return switch (kind) {
      case CROSS_ENTROPY -> ConfidenceLosses.crossEntropy(logits, labels(correctness));
      case SMOOTHED_CROSS_ENTROPY ->
          ConfidenceLosses.crossEntropy(
              logits, ConfidenceLosses.smoothed(labels(correctness), strength));
      case FOCAL -> ConfidenceLosses.focal(logits, labels(correctness), strength);
      case BRIER -> ConfidenceLosses.brier(logits, levels, correctness);
      case TOKENIZED_BRIER -> ConfidenceLosses.tokenizedBrier(logits, levels, correctness);
    };
  }

  private static NDArray labels(NDArray correctness) {
    return NDArrays.stack(new NDList(correctness.neg().add(1), correctness), 1);
  }
}
