package org.temper.algorithms.dpo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.temper.api.TokenScores;
import org.temper.losses.PolicyPair;
import org.temper.losses.SequenceLogProbs;

/** From the scores of a preference batch's sequences to log-probabilities of its completions. */
final class CompletionLogProbs {

  private CompletionLogProbs() {}

  /** Sums over each completion; rows [0, P) are the chosen ones, rows [P, 2·P) the rejected. */
  static PolicyPair of(TokenScores scored, int pairs) {
    NDArray sums = SequenceLogProbs.sum(scored.tokenLogProbs(), scored.completionMask());
    return new PolicyPair(
        sums.get(new NDIndex("0:{}", pairs)), sums.get(new NDIndex("{}:{}", pairs, 2 * pairs)));
  }
}
