package org.temper.cli.recommenders;

import java.util.ArrayList;
import java.util.List;
import org.temper.cli.recommenders.Measures.Measured;

/**
 * What a method reached: in its search on the validation targets, and on those that are reported.
 */
final class Outcome {
  private final Method method;
  private final List<Trial> trials = new ArrayList<>();
  private final List<Measured> reported = new ArrayList<>();
  private final List<Double> effectiveShares = new ArrayList<>();
  private double chosen = Double.NaN;

  Outcome(Method method) {
    this.method = method;
  }

  /**
   * A value of the method's setting, and what it reached on the validation targets.
   *
   * @param value the value
   * @param measured with the first seed
   */
  record Trial(double value, Measured measured) {}

  Method method() {
    return method;
  }

  void addTrial(Trial trial) {
    trials.add(trial);
  }

  void choose(double value) {
    chosen = value;
  }

  double chosen() {
    return chosen;
  }

  void addReported(Measured measured, Candidate candidate) {
    reported.add(measured);
    effectiveShares.add(candidate.training().getOrDefault("effective_sample_share", Double.NaN));
  }

  List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** By seed. */
  List<Measured> reported() {
    return List.copyOf(reported);
  }

  /** Effective sample size as a share of the events, the mean over seeds; NaN without weights. */
  double effectiveShare() {
    return effectiveShares.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
