package org.temper.api;

/** An output that a policy may be asked for beside the log-probabilities of the tokens. */
public enum TokenOutput {
  /** Entropy of the next-token distribution that each scored token was chosen from, in nats. */
  ENTROPY,
  /**
   * Value of the state that each scored token was chosen in, from a head on the policy's own
   * states. Only a policy that has such a head can be asked.
   */
  VALUE
}
