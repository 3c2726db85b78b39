package org.temper.models.scoring;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Set;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;

/**
 * The candidates of the scored tokens.
 *
 * @param items row-major [M, C]
 * @param count C
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CandidateTargets(ScoreRequest request, long[] items, int count) {

  public static CandidateTargets of(
      SequenceBatch batch, TokenLayout layout, Candidates candidates, long vocabularySize) {
    int count = candidates.count();
    checkArgument(
        candidates.rows() == batch.rows() && candidates.columns() == batch.columns(),
        "candidates: expected [%s, %s, C] as the batch, got [%s, %s, %s]",
        batch.rows(),
        batch.columns(),
        candidates.rows(),
        candidates.columns(),
        count);
    long[] items = new long[layout.scored().length * count];
    for (int i = 0; i < items.length; i++) {
      long item = candidates.items()[(int) layout.scored()[i / count] * count + i % count];
      checkArgument(
          item >= 0 && item < vocabularySize,
          "candidates: expected ids in [0, %s), got %s",
          vocabularySize,
          item);
      items[i] = item;
    }
    Shape shape = new Shape(batch.rows(), batch.columns(), count);
    return new CandidateTargets(new ScoreRequest(batch, layout, shape, Set.of()), items, count);
  }

  /** The ids, int64 [M, C]. */
  public NDArray toArray(NDManager manager) {
    return manager.create(items, new Shape(items.length / count, count));
  }
}
