package org.temper.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** What a policy of items descends, given advantages. */
public interface ItemPolicyLoss {

  /**
   * The loss of each item.
   *
   * @param logProbs of the items now and when they were drawn, any shape
   * @param advantages the same shape
   * @return the same shape, unreduced
   */
  NDArray losses(PolicyLogProbs logProbs, NDArray advantages);

  /**
   * Where a ratio counts, for the metrics.
   *
   * @return the range; empty where nothing is clipped
   */
  Optional<ClipRange> range();

  /**
   * The clipped objective of PPO and GRPO.
   *
   * @param range where the ratio counts
   * @return {@link PolicyLosses#clipped}
   */
  static ItemPolicyLoss clipped(ClipRange range) {
    return of(Optional.of(range), (pair, gains) -> PolicyLosses.clipped(pair, gains, range));
  }

  /**
   * The early-clipped objective, ECPO.
   *
   * @param range where the ratio counts
   * @param delta how far above the range a ratio may be where the advantage is below 0, above 0
   * @return {@link PolicyLosses#ecpo}
   * @throws IllegalArgumentException if {@code delta} is not positive and finite
   */
  static ItemPolicyLoss ecpo(ClipRange range, double delta) {
    if (!(delta > 0 && Double.isFinite(delta))) {
      throw new IllegalArgumentException("delta: expected a positive number, got " + delta);
    }
    return of(Optional.of(range), (pair, gains) -> PolicyLosses.ecpo(pair, gains, range, delta));
  }

  /**
   * The gradient-bounded objective, GBPO.
   *
   * @return {@link PolicyLosses#gbpo}
   */
  static ItemPolicyLoss gbpo() {
    return of(Optional.empty(), PolicyLosses::gbpo);
  }

  private static ItemPolicyLoss of(Optional<ClipRange> range, Losses losses) {
    return new ItemPolicyLoss() {
      @Override
      public NDArray losses(PolicyLogProbs logProbs, NDArray advantages) {
        return losses.of(logProbs, advantages);
      }

      @Override
      public Optional<ClipRange> range() {
        return range;
      }
    };
  }

  /** A function of {@link PolicyLosses}. */
  interface Losses {
    /**
     * The loss of each item.
     *
     * @param logProbs of the items now and when they were drawn
     * @param advantages the same shape
     * @return the same shape, unreduced
     */
    NDArray of(PolicyLogProbs logProbs, NDArray advantages);
  }
}
