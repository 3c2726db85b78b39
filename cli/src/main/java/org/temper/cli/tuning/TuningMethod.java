package org.temper.cli.tuning;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.temper.algorithms.calibration.AnswerSampling.Label;
import org.temper.algorithms.calibration.CalibrationObjective;
import org.temper.cli.calibrate.RecalibrationMethod;

/** A way of coming to a better confidence, by its name in files and figures. */
public enum TuningMethod {
  /** Calibration tuning by cross-entropy on whether the answer is right. */
  TUNED,
  /** The same on the share of the question's answers that are right. */
  CAPABILITY,
  /** The Brier score of the expected confidence. */
  BRIER,
  /** The tokenized Brier score of ten levels (ConfTuner). */
  CONFTUNER,
  /** The focal loss, γ = 2. */
  FOCAL,
  /** Cross-entropy with smoothed labels, ε = 0.1. */
  SMOOTHED,
  /** No tuning: the model's own confidence at another temperature. */
  TEMPERATURE,
  /** No tuning: a line through the log-odds of the model's own confidence. */
  PLATT,
  /** RLOO of answers that state a confidence, whose Brier score is taken off their reward. */
  RLCR,
  /** RLOO of the same answers, whatever confidence they state. */
  CORRECTNESS;

  /** Where a confidence comes from. */
  enum Confidence {
    /** "Is this correct?" is asked after the answer. */
    ASKED,
    /** It is a part of the answer. */
    STATED
  }

  /**
   * The directories of the methods that tune.
   *
   * @param methods the methods
   * @return their names, in order
   */
  public static List<String> trained(List<TuningMethod> methods) {
    return methods.stream()
        .filter(method -> method.recalibrator().isEmpty())
        .map(TuningMethod::label)
        .toList();
  }

  /** The name of its directory. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its figures. */
  String stage() {
    return this == TUNED ? "after" : label();
  }

  /** The recalibrator that this is; empty for those that tune. */
  Optional<RecalibrationMethod> recalibrator() {
    return switch (this) {
      case TEMPERATURE -> Optional.of(RecalibrationMethod.TEMPERATURE);
      case PLATT -> Optional.of(RecalibrationMethod.PLATT);
      default -> Optional.empty();
    };
  }

  /** Whether the confidence is that of an option, or what the model states by itself. */
  Confidence confidence() {
    return this == RLCR || this == CORRECTNESS ? Confidence.STATED : Confidence.ASKED;
  }

  /** What an example says of its answer. */
  Label answers() {
    return this == CAPABILITY ? Label.CAPABILITY : Label.CORRECTNESS;
  }

  /** What is descended, of those that tune. */
  CalibrationObjective objective() {
    return switch (this) {
      case BRIER -> CalibrationObjective.brier();
      case CONFTUNER -> CalibrationObjective.tokenizedBrier();
      case FOCAL -> CalibrationObjective.focal(2);
      case SMOOTHED -> CalibrationObjective.smoothedCrossEntropy(0.1);
      default -> CalibrationObjective.crossEntropy();
    };
  }
}
