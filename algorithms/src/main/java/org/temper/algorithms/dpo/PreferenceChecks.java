package org.temper.algorithms.dpo;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;

/** What batches of pairs must be before anything is computed from them. */
final class PreferenceChecks {

  private PreferenceChecks() {}

  /** Counts the pairs; each completion needs a token, or its log-probability would say nothing. */
  static long checkPairs(String argument, List<PreferenceBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    long count = 0;
    for (int i = 0; i < batches.size(); i++) {
      int pairs = batches.get(i).pairs().size();
      SequenceBatch sequences = batches.get(i).sequences();
      for (int row = 0; row < sequences.rows(); row++) {
        checkArgument(
            isScored(sequences, row),
            "%s[%s].pairs[%s].%s: expected at least one scored token, got none",
            argument,
            i,
            row % pairs,
            row < pairs ? "chosen" : "rejected");
      }
      count += pairs;
    }
    return count;
  }

  private static boolean isScored(SequenceBatch batch, int row) {
    for (int column = 0; column < batch.columns(); column++) {
      if (batch.isScored(row, column)) {
        return true;
      }
    }
    return false;
  }
}
