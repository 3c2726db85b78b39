package org.temper.algorithms.rejection;

/** The weights from which the training of a round starts. */
public enum RoundStart {
  /** Those before the first round, as in STaR and ReST-EM: less drift, longer training. */
  BASE,
  /** Those after the round before, as in RAFT and Llama 2. */
  LAST
}
