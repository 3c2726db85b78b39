package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import org.temper.data.BatchConfig;

/**
 * Settings of what a round trains on, and from where.
 *
 * @param updates optimizer updates of a round, at least 1
 * @param batches how many examples an update sees, and how many of them at once
 * @param start the weights from which the training of a round starts
 * @param shares what a round trains on
 * @param bucketWeights weights of buckets among what was accepted, and among demonstrations, each
 *     above 0; empty for weights by their numbers of examples
 */
public record RoundTraining(
    long updates,
    BatchConfig batches,
    RoundStart start,
    DataShares shares,
    Map<String, Double> bucketWeights) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public RoundTraining {
    AtLeast.check("updates", 1, updates);
    bucketWeights.forEach(
        (bucket, weight) ->
            checkArgument(
                weight > 0 && Double.isFinite(weight),
                "bucketWeights[%s]: expected a finite number above 0, got %s",
                bucket,
                weight));
    bucketWeights = ImmutableSortedMap.copyOf(bucketWeights);
  }

  /**
   * Training from the base on what the round accepted, what earlier rounds accepted and
   * demonstrations in equal shares, buckets by their numbers of examples.
   *
   * @param updates optimizer updates of a round, at least 1
   * @param batches how many examples an update sees
   * @return the settings
   */
  public static RoundTraining of(long updates, BatchConfig batches) {
    return new RoundTraining(updates, batches, RoundStart.BASE, new DataShares(1, 1, 1), Map.of());
  }

  RoundTraining withStart(RoundStart value) {
    return new RoundTraining(updates, batches, value, shares, bucketWeights);
  }

  RoundTraining withShares(DataShares value) {
    return new RoundTraining(updates, batches, start, value, bucketWeights);
  }

  RoundTraining withBucketWeights(Map<String, Double> value) {
    return new RoundTraining(updates, batches, start, shares, value);
  }
}
