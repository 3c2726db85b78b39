package org.temper.api.updates;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalLong;
import org.temper.api.TokenCount;

/**
 * The data that one update trains on.
 *
 * @param microBatches the parts that are scored one after the other, at least one
 * @param exampleIds what the examples are called where the run has to name them: ids, or rows of a
 *     file
 * @param <B> the trainer's micro-batches
 */
public record UpdateBatch<B>(List<B> microBatches, List<String> exampleIds) {

  /** Checks and copies. */
  public UpdateBatch {
    checkArgument(!microBatches.isEmpty(), "microBatches: expected at least one, got none");
    microBatches = ImmutableList.copyOf(microBatches);
    exampleIds = ImmutableList.copyOf(exampleIds);
  }

  /**
   * The number of tokens that go through a model for this batch.
   *
   * @return the sum over the micro-batches; empty where they do not tell, see {@link TokenCount}
   */
  public OptionalLong tokenCount() {
    long count = 0;
    for (B microBatch : microBatches) {
      if (!(microBatch instanceof TokenCount counted)) {
        return OptionalLong.empty();
      }
      count += counted.tokenCount();
    }
    return OptionalLong.of(count);
  }
}
