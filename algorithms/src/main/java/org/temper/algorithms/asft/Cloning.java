package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;

/** The same weight for every action: behavior cloning. */
public record Cloning() implements Weighting {

  @Override
  public NDArray weights(LoggedActions actions) {
    return actions.rewards().onesLike();
  }
}
