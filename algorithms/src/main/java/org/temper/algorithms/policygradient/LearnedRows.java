package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.temper.algorithms.policygradient.LossReduction.Normalizer;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;

/**
 * Rows to learn from and what is known of their tokens before the first update.
 *
 * @param sequences the tokens
 * @param old log-probabilities under the policy that the iteration began with
 * @param reference log-probabilities under the reference, where there is one
 * @param advantages by how much each token did better than expected, importance weights included
 */
public record LearnedRows(
    List<TokenSequence> sequences,
    TokenTable old,
    Optional<TokenTable> reference,
    TokenTable advantages) {

  /** Rows that are scored at once. */
  @SuppressWarnings("ArrayRecordComponent") // lives for one step, never compared
  public record Part(LearnedRows all, int[] rows, SequenceBatch batch) {

    NDArray old(NDManager manager) {
      return array(manager, all.old);
    }

    NDArray advantages(NDManager manager) {
      return array(manager, all.advantages);
    }

    NDArray reference(NDManager manager) {
      return array(manager, all.reference.orElseThrow());
    }

    public NDArray array(NDManager manager, TokenTable table) {
      return table.toArray(manager, rows, batch.columns());
    }
  }

  public Part part(int[] rows) {
    return new Part(
        this, rows, SequenceBatch.of(IntStream.of(rows).mapToObj(sequences::get).toList()));
  }

  /** What the loss of an update over these parts is divided by. */
  public Normalizer normalizer(List<int[]> parts) {
    long tokens = 0;
    long count = 0;
    for (int[] part : parts) {
      tokens += IntStream.of(part).mapToLong(row -> sequences.get(row).scoredTokens()).sum();
      count += part.length;
    }
    return new Normalizer(tokens, count, parts.size());
  }
}
