package org.temper.api;

import java.util.List;
import java.util.Set;

/**
 * A distribution over the next token given the tokens before it: a language model, or a recommender
 * whose tokens are items.
 *
 * <p>Used by one thread at a time; frozen copies may be used beside it. Every method sets the
 * thread's gradient mode itself and puts it back.
 */
public interface Policy extends AutoCloseable {

  /**
   * The trainable parameters.
   *
   * @return the set; empty for a frozen policy
   */
  ParameterSet parameters();

  /**
   * The number of tokens that the policy chooses from, V.
   *
   * @return V, at least 1
   */
  long vocabularySize();

  /**
   * The most tokens that a sequence may have, where the policy has a limit.
   *
   * @return the limit, or {@link Integer#MAX_VALUE}
   */
  default int maxLength() {
    return Integer.MAX_VALUE;
  }

  /**
   * Scores a batch for training.
   *
   * @param batch what to score
   * @param outputs what to compute beside the log-probabilities
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException if a token id is outside the vocabulary, or a sequence is
   *     longer than the model can take
   */
  ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs);

  /**
   * Scores a batch for training: log-probabilities alone.
   *
   * @param batch what to score
   * @return the scores, to be closed by the caller
   */
  default ScoredBatch score(SequenceBatch batch) {
    return score(batch, Set.of());
  }

  /**
   * Scores a batch without recording gradients.
   *
   * @param batch what to score
   * @param outputs what to compute beside the log-probabilities
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException if a token id is outside the vocabulary, or a sequence is
   *     longer than the model can take
   */
  TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs);

  /**
   * Scores a batch without recording gradients: log-probabilities alone.
   *
   * @param batch what to score
   * @return the scores, to be closed by the caller
   */
  default TokenScores evaluate(SequenceBatch batch) {
    return evaluate(batch, Set.of());
  }

  /**
   * Starts decoding after the given prompts. Every real token is part of its row's prompt, on
   * whichever side the row is padded, and the loss's mask is not looked at. A policy that looks at
   * side inputs says which it needs and how they go on after the prompt; others ignore them.
   *
   * @param prompts the prompts, with the side inputs that the policy looks at
   * @return a session, to be closed by the caller
   * @throws IllegalArgumentException if a prompt holds an id outside the vocabulary or is longer
   *     than the model can take, or a side input that the policy needs is missing
   */
  DecodingSession decode(SequenceBatch prompts);

  /**
   * Starts decoding after the given prompts, without side inputs.
   *
   * @param prompts token ids of each row; at least one row, each with at least one token
   * @return a session, to be closed by the caller
   * @throws IllegalArgumentException if there is no prompt or an empty one, or {@link
   *     #decode(SequenceBatch)} refuses them
   */
  default DecodingSession decode(List<long[]> prompts) {
    return decode(SequenceBatch.prompts(prompts));
  }

  /**
   * A copy of this policy as it is now, that later updates do not change and that has no trainable
   * parameters: a reference, or an old policy.
   *
   * @return a frozen copy, to be closed by the caller
   */
  Policy frozenCopy();

  /** Frees the policy's arrays. */
  @Override
  void close();
}
