package org.temper.data.corpus;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import org.temper.data.TextDocuments.Separator;

/**
 * Settings of how files are read.
 *
 * @param cache the folder of caches
 * @param cacheFrom the bytes of files from which their examples lie in the cache rather than in
 *     memory; 0 for any files
 * @param badRecords how many malformed records may be skipped
 * @param threads how many threads tokenize, at least 1
 * @param documents what separates the documents of plain text
 */
public record ReadingConfig(
    Path cache, long cacheFrom, long badRecords, int threads, Separator documents) {

  /** The bytes from which a cache is used where nothing else is said: 64 MiB. */
  public static final long LARGE = 1L << 26;

  /** Checks the ranges. */
  public ReadingConfig {
    checkArgument(cacheFrom >= 0, "cacheFrom: expected at least 0, got %s", cacheFrom);
    checkArgument(badRecords >= 0, "badRecords: expected at least 0, got %s", badRecords);
    checkArgument(threads >= 1, "threads: expected at least 1, got %s", threads);
  }

  /**
   * Large files through a cache, no malformed record, as many threads as processors, and paragraphs
   * of text.
   *
   * @param cache the folder of caches
   * @return the settings
   */
  public static ReadingConfig of(Path cache) {
    return new ReadingConfig(
        cache, LARGE, 0, Runtime.getRuntime().availableProcessors(), Separator.PARAGRAPHS);
  }

  /**
   * These settings with another size of files from which a cache is used.
   *
   * @param value bytes, at least 0
   * @return new settings
   */
  public ReadingConfig withCacheFrom(long value) {
    return new ReadingConfig(cache, value, badRecords, threads, documents);
  }

  /**
   * These settings with another number of malformed records that may be skipped.
   *
   * @param value the number, at least 0
   * @return new settings
   */
  public ReadingConfig withBadRecords(long value) {
    return new ReadingConfig(cache, cacheFrom, value, threads, documents);
  }

  /**
   * These settings with another separator of documents.
   *
   * @param value the separator
   * @return new settings
   */
  public ReadingConfig withDocuments(Separator value) {
    return new ReadingConfig(cache, cacheFrom, badRecords, threads, value);
  }
}
