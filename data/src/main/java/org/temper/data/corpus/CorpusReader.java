package org.temper.data.corpus;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.api.ContentHash;
import org.temper.data.MalformedDataException;
import org.temper.data.corpus.Corpus.Reading;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;

/**
 * A reader of files into a {@link Corpus}. Each record is checked and tokenized before the first is
 * trained on. Examples of small files stay in memory; those of larger ones are written to a cache,
 * a file named by a hash of what the files contain and of the form, and found there by the next
 * reader.
 */
public final class CorpusReader {
  /** Changes whenever caches are written in another way. */
  private static final int VERSION = 1;

  private static final int TOLD_EVERY = 1000;

  private final ReadingConfig config;
  private final ReadingProgress progress;

  private CorpusReader(ReadingConfig config, ReadingProgress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * A reader.
   *
   * @param config how files are read
   * @param progress is told how far that has come
   * @return the reader
   */
  public static CorpusReader of(ReadingConfig config, ReadingProgress progress) {
    return new CorpusReader(config, progress);
  }

  /**
   * Reads files.
   *
   * @param files the files
   * @param form what their records say
   * @param <R> what a record says
   * @param <E> what an example is
   * @return the examples
   * @throws MalformedDataException if a file as a whole is malformed, there is no record in them,
   *     or one is malformed and none may be
   * @throws IllegalArgumentException if more records are malformed than may be, or no record says
   *     anything that can be learned
   * @throws UncheckedIOException if a file cannot be read, or the cache cannot be written
   */
  public <R, E> Corpus<E> read(DataFiles files, ExampleForm<R, E> form) {
    try {
      return files.bytes() < config.cacheFrom()
          ? readIntoMemory(files, form)
          : readThroughCache(files, form);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <R, E> Corpus<E> readIntoMemory(DataFiles files, ExampleForm<R, E> form)
      throws IOException {
    BadRecords bad = new BadRecords(config.badRecords());
    ImmutableList.Builder<Row<E>> builder = ImmutableList.builder();
    long silent = tokenize(files, form, bad, ReadingProgress.none(), builder::add);
    List<Row<E>> rows = builder.build();
    checkAny(files, form, rows.size(), silent);
    return new Corpus<>(
        new HeapRows<>(rows),
        form.maxLength(),
        new Reading(files.name(), files.hash(), silent, bad.count(), bad.first()));
  }

  private <R, E> Corpus<E> readThroughCache(DataFiles files, ExampleForm<R, E> form)
      throws IOException {
    List<String> hashes = new ArrayList<>();
    List<String> states = states(files);
    for (Path file : files.files()) {
      hashes.add(FileHashes.remembered(file, config.cache()));
    }
    String key = key(files, hashes, form);
    Path path = config.cache().resolve(key + CacheFile.SUFFIX);
    CacheFile cache = Files.exists(path) ? openOrSay(path, key) : null;
    if (cache == null) {
      progress.say(files.name() + ": tokenized once, into the cache " + path);
      write(files, form, key, path);
      if (!states(files).equals(states)) {
        Files.deleteIfExists(path);
        throw new MalformedDataException(
            files.files().get(0),
            "expected files that stay as they are, got changes while they"
                + " were read; run again once they are written");
      }
      cache = CacheFile.open(path, key);
    }
    CacheFooter footer = cache.footer();
    BadRecords.check(config.badRecords(), footer.badRecords(), footer.firstBadRecords());
    return new Corpus<>(
        new CachedRows<>(cache, form),
        form.maxLength(),
        new Reading(
            files.name(),
            DataFiles.hash(hashes),
            footer.silent(),
            footer.badRecords(),
            footer.firstBadRecords()));
  }

  private static List<String> states(DataFiles files) throws IOException {
    List<String> states = new ArrayList<>();
    for (Path file : files.files()) {
      states.add(FileHashes.state(file));
    }
    return states;
  }

  private String key(DataFiles files, List<String> hashes, ExampleForm<?, ?> form) {
    ContentHash key = new ContentHash().add(VERSION).add(config.documents().name());
    for (int i = 0; i < hashes.size(); i++) {
      key.add(FileFormat.of(files.files().get(i)).name()).add(hashes.get(i));
    }
    key.add(form.format().name()).add(form.width().name()).add(form.identity());
    return key.digits();
  }

  private @Nullable CacheFile openOrSay(Path path, String key) throws IOException {
    try {
      return CacheFile.open(path, key);
    } catch (IllegalArgumentException e) {
      progress.say(path + ": the cache is made anew: " + e.getMessage());
      return null;
    }
  }

  private <R, E> void write(DataFiles files, ExampleForm<R, E> form, String key, Path path)
      throws IOException {
    BadRecords bad = new BadRecords(config.badRecords());
    progress.start(files.bytes());
    try (CacheWriter<E> writer = CacheWriter.create(path, key, form)) {
      long silent = tokenize(files, form, bad, progress, writer::add);
      checkAny(files, form, writer.records(), silent);
      writer.finish(key, silent, bad.count(), bad.first());
    } finally {
      progress.end();
    }
  }

  /** What takes rows. */
  private interface RowConsumer<E> {
    void add(Row<E> row) throws IOException;
  }

  /** Gives the rows of all records that say something, and the number of those that do not. */
  private <R, E> long tokenize(
      DataFiles files,
      ExampleForm<R, E> form,
      BadRecords bad,
      ReadingProgress told,
      RowConsumer<E> rows) {
    long[] silent = {0};
    long[] seen = {0, 0};
    try (Tokenizing<R, E> tokenizing =
        new Tokenizing<>(
            form,
            config.threads(),
            result -> {
              result.error().ifPresent(bad::add);
              silent[0] += result.row().isEmpty() && result.error().isEmpty() ? 1 : 0;
              result.row().ifPresent(row -> add(rows, row));
              seen[1] += result.bytes();
              if (++seen[0] % TOLD_EVERY == 0) {
                told.reached(seen[0], seen[1]);
              }
            })) {
      files.read(config.documents(), tokenizing::add);
      tokenizing.finish();
    }
    return silent[0];
  }

  private static <E> void add(RowConsumer<E> rows, Row<E> row) {
    try {
      rows.add(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkAny(DataFiles files, ExampleForm<?, ?> form, int rows, long silent) {
    if (rows == 0) {
      throw new MalformedDataException(
          Path.of(files.name()),
          "expected " + (silent > 0 ? form.wanted() : "at least one record") + ", got none");
    }
  }
}
