package org.temper.api.updates;

import org.temper.api.Policy;

/**
 * A source of batches that a policy makes: rollouts, or items that it draws. A batch is that of the
 * policy as it is when the batch is asked for, so updates are asked for in order, each after the
 * one before it was made; the same index gives another batch once the policy has changed.
 *
 * @param <B> the trainer's micro-batches
 */
public interface OnPolicySource<B> extends UpdateSource<B> {

  /**
   * The policy that makes the batches.
   *
   * @return the policy, usually the one that is trained on them
   */
  Policy policy();
}
