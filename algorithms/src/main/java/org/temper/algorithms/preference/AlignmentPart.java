package org.temper.algorithms.preference;

import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenCount;

/** A micro-batch of {@link AlignmentTrainer}: pairs to prefer by, or logged tokens to keep to. */
public sealed interface AlignmentPart extends TokenCount {

  /**
   * Pairs of completions, the better one chosen.
   *
   * @param batch the pairs, with the log-probabilities of the snapshot that they are compared with
   */
  record Pairs(PreferenceBatch batch) implements AlignmentPart {
    @Override
    public long tokenCount() {
      return batch.tokenCount();
    }
  }

  /**
   * Sequences that were logged.
   *
   * @param batch the sequences, of which what the completion mask shows is learned
   */
  record Logged(SequenceBatch batch) implements AlignmentPart {
    @Override
    public long tokenCount() {
      return batch.tokenCount();
    }
  }
}
