package org.temper.cli.recommenders.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.temper.cli.recommenders.experiment.Measures.Measured;

/**
 * The result of a method: in its search on the validation targets, and on those that are reported.
 */
final class MethodResult {
  private final Method method;
  private final List<Trial> trials = new ArrayList<>();
  private final List<Trial> reported = new ArrayList<>();
  private double chosen = Double.NaN;

  MethodResult(Method method) {
    this.method = method;
  }

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

  void addReported(Trial trial) {
    reported.add(trial);
  }

  /** The values that were tried, and that which was chosen. */
  List<Double> tried() {
    return Stream.concat(trials.stream().map(Trial::value), Stream.of(chosen)).distinct().toList();
  }

  /** On the validation targets, by value. */
  List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** On the targets that are reported, by seed. */
  List<Measured> reported() {
    return reported.stream().map(Trial::measured).toList();
  }

  /** Effective sample size as a share of the events, the mean over seeds; NaN without weights. */
  double effectiveShare() {
    return reported.stream().mapToDouble(Trial::effectiveShare).average().orElse(Double.NaN);
  }
}
