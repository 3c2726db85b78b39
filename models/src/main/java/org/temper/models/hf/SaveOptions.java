package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.temper.models.storage.StorageType;

/**
 * Settings of how a model is saved.
 *
 * @param type how numbers are stored
 * @param maxShardBytes above how many bytes of numbers weights are split into several files
 * @param provenance the record of what made the model; where it is empty, a model that is saved
 *     unchanged keeps its record, and another gets one that names the model it was loaded from
 */
public record SaveOptions(StorageType type, long maxShardBytes, Optional<Provenance> provenance) {
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
    return new SaveOptions(StorageType.FLOAT32, DEFAULT_SHARD_BYTES, Optional.empty());
  }

  /**
   * These options with another storage type.
   *
   * @param storageType how numbers are stored
   * @return the options
   */
  public SaveOptions withType(StorageType storageType) {
    return new SaveOptions(storageType, maxShardBytes, provenance);
  }

  /**
   * These options with another limit.
   *
   * @param bytes above how many bytes of numbers weights are split into several files
   * @return the options
   */
  public SaveOptions withMaxShardBytes(long bytes) {
    return new SaveOptions(type, bytes, provenance);
  }

  /**
   * These options with a record of what made the model.
   *
   * @param made the record
   * @return the options
   */
  public SaveOptions withProvenance(Provenance made) {
    return new SaveOptions(type, maxShardBytes, Optional.of(made));
  }
}
