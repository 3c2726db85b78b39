package org.temper.algorithms.calibration;

import com.google.common.primitives.ImmutableLongArray;
import org.temper.api.rollouts.Trajectory;

/** A maker of what asks, after an answer, whether it is correct. */
@FunctionalInterface
public interface Asking {

  /**
   * The tokens that follow the answer: what ends its turn where it did not, the question "is this
   * correct?", and all that stands before the option.
   *
   * @param answered what was asked and answered
   * @return token ids, at least one
   */
  ImmutableLongArray tokens(Trajectory answered);

  /**
   * The same tokens after every answer.
   *
   * @param tokens token ids, at least one
   * @return the asking
   */
  static Asking always(long... tokens) {
    ImmutableLongArray asking = ImmutableLongArray.copyOf(tokens);
    return answered -> asking;
  }
}
