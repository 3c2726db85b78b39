package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The layout of a log of interactions. */
enum LogFormat {
  /** By the file's name; in a folder, the first of ratings.dat, .csv, .tsv, .parquet and u.data. */
  AUTO,
  /** {@code user::item::rating::time}. */
  DOUBLE_COLON,
  /** Commas, the first row naming the columns. */
  CSV,
  /** Tabs, the first row naming the columns. */
  TSV,
  /** MovieLens 100K's: user, item, rating and time separated by tabs, the first row being data. */
  U_DATA,
  /** Parquet, with named columns. */
  PARQUET;

  private static final List<String> IN_A_FOLDER =
      List.of(
          "ratings.dat",
          "ratings.dat.gz",
          "ratings.csv",
          "ratings.csv.gz",
          "ratings.tsv",
          "ratings.tsv.gz",
          "ratings.parquet",
          "u.data",
          "u.data.gz");

  /** The name of MovieLens 100K's log, and those of its parts. */
  private static final Pattern MOVIE_LENS_100K = Pattern.compile("u\\.data|u[1-5ab]\\.(base|test)");

  /** The file that a path means: itself, or the one of a folder. */
  static Path file(Path path) {
    if (!Files.isDirectory(path)) {
      checkArgument(Files.exists(path), "--data: expected a file or a folder, got %s", path);
      return path;
    }
    Map<String, Path> files = new HashMap<>();
    try (Stream<Path> inFolder = Files.list(path)) {
      inFolder.sorted().forEach(file -> files.putIfAbsent(lowerCase(file), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return IN_A_FOLDER.stream()
        .filter(files::containsKey)
        .findFirst()
        .map(files::get)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--data: expected one of " + IN_A_FOLDER + " in the folder, got " + path));
  }

  private static String lowerCase(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  /** This format, or for {@link #AUTO} the one that the file's name tells. */
  LogFormat of(Path file) {
    if (this != AUTO) {
      return this;
    }
    String name = lowerCase(file);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (plain.endsWith(".dat")) {
      return DOUBLE_COLON;
    }
    if (plain.endsWith(".csv")) {
      return CSV;
    }
    if (plain.endsWith(".tsv")) {
      return TSV;
    }
    if (MOVIE_LENS_100K.matcher(plain).matches()) {
      return U_DATA;
    }
    checkArgument(
        plain.endsWith(".parquet"),
        "--format: expected one, as the name of %s tells none of them, got none",
        file);
    return PARQUET;
  }
}
