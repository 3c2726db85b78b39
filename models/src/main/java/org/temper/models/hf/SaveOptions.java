package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How weights are saved.
 *
 * @param type how numbers are stored
 * @param maxShardBytes above how many bytes of numbers weights are split into several files
 */
public record SaveOptions(StorageType type, long maxShardBytes) {
  private static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

  /** Checks the limit. */
  public SaveOptions {
    checkArgument(
        maxShardBytes > 0, "maxShardBytes: expected a positive number, got %s", maxShardBytes);
  }

  /**
   * Float32, in files of up to 5 GB.
   *
   * @return the options
   */
  public static SaveOptions defaults() {
    return new SaveOptions(StorageType.FLOAT32, DEFAULT_SHARD_BYTES);
  }

  /**
   * These options with another storage type.
   *
   * @param storageType how numbers are stored
   * @return the options
   */
  public SaveOptions withType(StorageType storageType) {
    return new SaveOptions(storageType, maxShardBytes);
  }

  /**
   * These options with another limit.
   *
   * @param bytes above how many bytes of numbers weights are split into several files
   * @return the options
   */
  public SaveOptions withMaxShardBytes(long bytes) {
    return new SaveOptions(type, bytes);
  }
}
