package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pairs of completions of one prompt each, one preferred to the other.
 *
 * @param pairs the pairs
 * @param sequences all sequences in one batch, [2·P, T]: row i is the chosen one of pair i, row P +
 *     i its rejected one
 * @param reference log-probabilities of the completions under the reference, where these were
 *     computed beforehand
 */
public record PreferenceBatch(
    List<Pair> pairs, SequenceBatch sequences, Optional<List<ReferenceLogProbs>> reference)
    implements TokenCount {

  /** Checks and copies. */
  public PreferenceBatch {
    checkArgument(
        sequences.rows() == 2 * pairs.size(),
        "sequences: expected %s rows, two for each pair, got %s",
        2 * pairs.size(),
        sequences.rows());
    pairs = ImmutableList.copyOf(pairs);
    if (reference.isPresent()) {
      int given = reference.get().size();
      checkArgument(
          given == pairs.size(),
          "reference: expected %s, one for each pair, got %s",
          pairs.size(),
          given);
      reference = Optional.of(ImmutableList.copyOf(reference.get()));
    }
  }

  /**
   * One preference.
   *
   * @param chosen the preferred sequence
   * @param rejected the other one
   */
  public record Pair(TokenSequence chosen, TokenSequence rejected) {

    /**
     * Tokens of the pair as it is scored: two rows of the longer one's length.
     *
     * @return the number, padding included
     */
    public int paddedTokens() {
      return 2 * Math.max(chosen.length(), rejected.length());
    }
  }

  /**
   * Log-probabilities of a pair's completions under the reference, sums in nats.
   *
   * @param chosen of the preferred completion
   * @param rejected of the other one
   */
  public record ReferenceLogProbs(double chosen, double rejected) {}

  /**
   * A batch of pairs.
   *
   * @param pairs the pairs, at least one
   * @return the batch, without reference log-probabilities
   */
  public static PreferenceBatch of(List<Pair> pairs) {
    SequenceBatch sequences =
        SequenceBatch.of(
            Stream.concat(pairs.stream().map(Pair::chosen), pairs.stream().map(Pair::rejected))
                .toList());
    return new PreferenceBatch(pairs, sequences, Optional.empty());
  }

  @Override
  public long tokenCount() {
    return sequences.tokenCount();
  }

  /**
   * This batch with reference log-probabilities.
   *
   * @param logProbs one for each pair
   * @return a new batch
   */
  public PreferenceBatch withReference(List<ReferenceLogProbs> logProbs) {
    return new PreferenceBatch(pairs, sequences, Optional.of(logProbs));
  }
}
