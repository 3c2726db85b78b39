package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.temper.models.storage.StorageType;

/**
 * Settings of how a merged model is written.
 *
 * @param storage how numbers are stored; empty for each tensor as it is in what is merged
 * @param maxShardBytes above how many bytes of numbers weights are split into several files
 * @param madeBy the recipe or the call, for the record of what made the model
 */
public record MergeOptions(Optional<StorageType> storage, long maxShardBytes, String madeBy) {
  private static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

  /** Checks the limit. */
  public MergeOptions {
    checkArgument(
        maxShardBytes > 0, "maxShardBytes: expected a positive number, got %s", maxShardBytes);
  }

  /**
   * Each tensor stored as it was, in files of up to 5 GB.
   *
   * @return the options
   */
  public static MergeOptions defaults() {
    return new MergeOptions(Optional.empty(), DEFAULT_SHARD_BYTES, "DirectoryMerge.merge");
  }

  /**
   * These options with a storage type for all tensors.
   *
   * @param type how numbers are stored
   * @return the options
   */
  public MergeOptions withStorage(StorageType type) {
    return new MergeOptions(Optional.of(type), maxShardBytes, madeBy);
  }

  /**
   * These options with another limit.
   *
   * @param bytes above how many bytes of numbers weights are split into several files
   * @return the options
   */
  public MergeOptions withMaxShardBytes(long bytes) {
    return new MergeOptions(storage, bytes, madeBy);
  }

  /**
   * These options with another maker.
   *
   * @param maker the recipe or the call
   * @return the options
   */
  public MergeOptions withMadeBy(String maker) {
    return new MergeOptions(storage, maxShardBytes, maker);
  }
}
