package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

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
}
