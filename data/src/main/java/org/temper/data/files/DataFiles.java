package org.temper.data.files;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.temper.api.ContentHash;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.TextDocuments.Separator;

/**
 * Files that are read one after the other as one list of records.
 *
 * @param name what they were asked for as
 * @param files the files, at least one, in order
 */
public record DataFiles(String name, List<Path> files) {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  /** Copies. */
  public DataFiles {
    files = ImmutableList.copyOf(files);
  }

  /**
   * Finds files.
   *
   * @param data a file; a directory, all of whose files are meant, those in its own directories and
   *     those whose names begin with a dot or an underscore apart; or a pattern such as {@code
   *     data/train-*.parquet}, where {@code **} stands for any directories
   * @return the file, whatever its name, or the files, sorted by name
   * @throws IllegalArgumentException if there is none, or one of several has a name that tells no
   *     {@link FileFormat}
   */
  public static DataFiles of(Path data) {
    if (Files.isRegularFile(data)) {
      return new DataFiles(data.toString(), List.of(data));
    }
    List<Path> found;
    if (Files.isDirectory(data)) {
      found = files(data, 1).filter(DataFiles::isVisible).sorted().toList();
    } else {
      Optional<Path> root = patternRoot(data);
      checkArgument(root.isPresent(), "file: expected an existing file, got %s", data);
      found = matching(root.get(), data);
    }
    checkArgument(
        !found.isEmpty(),
        "%s: expected files whose names end in one of %s, got none",
        data,
        String.join(", ", FileFormat.allSuffixes()));
    for (Path file : found) {
      checkArgument(
          FileFormat.named(file).isPresent(),
          "%s: expected a name that ends in one of %s; a pattern such as %s leaves others out",
          file,
          String.join(", ", FileFormat.allSuffixes()),
          file.resolveSibling("*.jsonl"));
    }
    boolean text = FileFormat.named(found.get(0)).equals(Optional.of(FileFormat.TEXT));
    for (Path file : found) {
      checkArgument(
          FileFormat.named(file).equals(Optional.of(FileFormat.TEXT)) == text,
          "%s: expected %s, as %s is, got %s",
          file,
          text ? "plain text" : "records",
          found.get(0),
          text ? "records" : "plain text");
    }
    return new DataFiles(data.toString(), found);
  }

  /**
   * Whether the files hold records of fields rather than plain text, by their names.
   *
   * @return false where a name tells no format
   */
  public boolean holdRecords() {
    return FileFormat.of(files.get(0)) != FileFormat.TEXT;
  }

  /**
   * How large the files are.
   *
   * @return bytes of all of them, as they lie on the disk
   */
  public long bytes() {
    long bytes = 0;
    try {
      for (Path file : files) {
        bytes += Files.size(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /**
   * A hash of the files' contents.
   *
   * @return as {@link #hash(List)} makes it
   * @throws IOException if a file cannot be read
   */
  public String hash() throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Path file : files) {
      hashes.add(MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
    }
    return hash(hashes);
  }

  /**
   * A hash of the contents of files.
   *
   * @param hashes the SHA-256 of each, in hexadecimal digits
   * @return the one where there is one, else a hash of all
   */
  public static String hash(List<String> hashes) {
    if (hashes.size() == 1) {
      return hashes.get(0);
    }
    ContentHash hash = new ContentHash();
    hashes.forEach(hash::add);
    return hash.digits();
  }

  /**
   * Reads all records one after the other.
   *
   * @param documents what separates the documents of plain text
   * @param consumer is given each record
   * @throws IllegalArgumentException as {@link FileFormat#read} does
   */
  public void read(Separator documents, Consumer<RawRecord> consumer) {
    files.forEach(file -> FileFormat.of(file).read(file, documents, consumer));
  }

  /**
   * Reads all records, to be kept in memory.
   *
   * @param documents what separates the documents of plain text
   * @param decoder makes something of each
   * @param <T> what it makes
   * @return what it made of them, at least one, in their order
   * @throws IllegalArgumentException as {@link #read} does, if the decoder refuses a record, or if
   *     there is none
   */
  public <T> List<T> readAll(Separator documents, Function<JsonRecord, T> decoder) {
    ImmutableList.Builder<T> builder = ImmutableList.builder();
    read(documents, record -> builder.add(decoder.apply(record.parse())));
    List<T> all = builder.build();
    if (all.isEmpty()) {
      throw new MalformedDataException(
          Path.of(name),
          "expected at least one " + (holdRecords() ? "record" : "document") + ", got none");
    }
    return all;
  }

  /**
   * Tells something of the first record, such as what kind the records are; reads no further.
   *
   * @param question asks the record
   * @return whether it holds; false where there is no record, and of plain text
   * @throws IllegalArgumentException if what is read is malformed
   */
  public boolean firstIs(Predicate<JsonRecord> question) {
    for (Path file : files) {
      Optional<RawRecord> first = FileFormat.of(file).first(file);
      if (first.isPresent()) {
        return question.test(first.get().parse());
      }
    }
    return false;
  }

  private static boolean isVisible(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && !name.startsWith("_");
  }

  /** The directory under which a pattern's files lie. */
  private static Optional<Path> patternRoot(Path pattern) {
    Path absolute = pattern.toAbsolutePath();
    Path root = absolute.getRoot();
    for (Path part : absolute) {
      if (WILDCARD.matcher(part.toString()).find()) {
        return Files.isDirectory(root) ? Optional.of(root) : Optional.empty();
      }
      root = root.resolve(part);
    }
    return Optional.empty();
  }

  private static List<Path> matching(Path root, Path pattern) {
    Path absolute = pattern.toAbsolutePath();
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + absolute);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "file: expected an existing file or a pattern, got " + pattern, e);
    }
    int depth =
        absolute.toString().contains("**")
            ? Integer.MAX_VALUE
            : absolute.getNameCount() - root.getNameCount();
    boolean relative = !pattern.isAbsolute();
    Path here = Path.of("").toAbsolutePath();
    return files(root, depth)
        .filter(matcher::matches)
        .map(file -> relative ? here.relativize(file) : file)
        .sorted()
        .toList();
  }

  private static Stream<Path> files(Path directory, int depth) {
    try (Stream<Path> paths = Files.walk(directory, depth)) {
      return paths.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
