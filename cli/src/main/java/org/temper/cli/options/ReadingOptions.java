package org.temper.cli.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.temper.data.corpus.ReadingConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for how files of data are read. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ReadingOptions {

  @Mixin private BadRecordsOption badRecords;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "directory in which data is kept tokenized, and is found again (default: for data of 64"
              + " MiB and more, temper in the user's cache directory)")
  private @Nullable Path cache;

  /**
   * How files are read.
   *
   * @return the settings
   * @throws IllegalArgumentException if an option is out of its range
   */
  public ReadingConfig config() {
    ReadingConfig config =
        cache == null ? ReadingConfig.of(userCache()) : ReadingConfig.of(cache).withCacheFrom(0);
    return config.withBadRecords(badRecords.limit());
  }

  /** What runs share lies where the user's other caches lie. */
  private static Path userCache() {
    String caches = System.getenv("XDG_CACHE_HOME");
    Path parent =
        caches == null || caches.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return parent.resolve("temper");
  }
}
