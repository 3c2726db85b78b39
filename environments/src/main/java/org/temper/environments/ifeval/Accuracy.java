package org.temper.environments.ifeval;

import java.util.OptionalDouble;
import org.temper.api.rollouts.Verdict;

/**
 * A share of what was checked that passed.
 *
 * @param passed how many passed
 * @param failed how many failed
 * @param unverified how many could not be checked, which are left out of the share
 */
public record Accuracy(long passed, long failed, long unverified) {
  static final Accuracy NONE = new Accuracy(0, 0, 0);

  /**
   * The share.
   *
   * @return from 0 to 1; empty where nothing could be checked
   */
  public OptionalDouble value() {
    long checked = passed + failed;
    return checked == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) passed / checked);
  }

  /** With one more verdict. */
  Accuracy plus(Verdict verdict) {
    if (verdict instanceof Verdict.Passed) {
      return new Accuracy(passed + 1, failed, unverified);
    }
    return verdict instanceof Verdict.Failed
        ? new Accuracy(passed, failed + 1, unverified)
        : new Accuracy(passed, failed, unverified + 1);
  }

  Accuracy plus(Accuracy other) {
    return new Accuracy(
        passed + other.passed, failed + other.failed, unverified + other.unverified);
  }
}
