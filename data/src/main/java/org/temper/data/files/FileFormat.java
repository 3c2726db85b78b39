package org.temper.data.files;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.TextDocuments;
import org.temper.data.TextLines;

/** The formats that files of records have, told by their names. */
public enum FileFormat {
  /** One JSON object a line; blank lines are skipped. */
  JSONL(".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"),
  /** Values separated by commas, which may be quoted; the first row names the fields. */
  CSV(".csv", ".csv.gz"),
  /** Values separated by tabs, which may be quoted; the first row names the fields. */
  TSV(".tsv", ".tsv.gz"),
  /** Columns of Apache Parquet, read through DuckDB. */
  PARQUET(".parquet"),
  /** Plain text, whose documents are records of the single field {@value #TEXT_FIELD}. */
  TEXT(".txt", ".txt.gz");

  /** The field of a document of plain text. */
  public static final String TEXT_FIELD = "text";

  private final ImmutableList<String> suffixes;

  FileFormat(String... suffixes) {
    this.suffixes = ImmutableList.copyOf(suffixes);
  }

  /**
   * The format of a file.
   *
   * @param file a file, which need not exist
   * @return the format that its name ends in, in any case; empty where it ends in no known one
   */
  public static Optional<FileFormat> named(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.suffixes.stream().anyMatch(name::endsWith))
        .findFirst();
  }

  /**
   * The format that a file is read in.
   *
   * @param file a file, which need not exist
   * @return the format of its name; plain text where it tells none
   */
  public static FileFormat of(Path file) {
    return named(file).orElse(TEXT);
  }

  /**
   * The ends of names.
   *
   * @return of all formats
   */
  static List<String> allSuffixes() {
    return Arrays.stream(values()).flatMap(format -> format.suffixes.stream()).toList();
  }

  /**
   * Reads a file's records one after the other.
   *
   * @param file the file; what it is compressed by is told by its first bytes
   * @param documents what separates the documents of plain text
   * @param consumer is given each record
   * @throws IllegalArgumentException if there is no such file
   * @throws MalformedDataException if the file as a whole is malformed
   * @throws MissingDriverException if Parquet cannot be read here
   */
  public void read(Path file, TextDocuments.Separator documents, Consumer<RawRecord> consumer) {
    if (this == TEXT) {
      readDocuments(file, documents, consumer);
    } else {
      readWhile(
          file,
          record -> {
            consumer.accept(record);
            return true;
          });
    }
  }

  /**
   * A file's first record; no further is read.
   *
   * @param file the file
   * @return the record; none where the file has none, or is plain text
   * @throws IllegalArgumentException as {@link #read} does
   */
  Optional<RawRecord> first(Path file) {
    List<RawRecord> first = new ArrayList<>();
    if (this != TEXT) {
      readWhile(
          file,
          record -> {
            first.add(record);
            return false;
          });
    }
    return first.stream().findFirst();
  }

  private void readWhile(Path file, Predicate<RawRecord> consumer) {
    switch (this) {
      case JSONL -> readLines(file, consumer);
      case CSV -> SeparatedRecords.read(file, ',', consumer);
      case TSV -> SeparatedRecords.read(file, '\t', consumer);
      case PARQUET -> ParquetRecords.read(file, consumer);
      case TEXT -> throw new IllegalStateException("plain text is read as documents");
    }
  }

  private static void readLines(Path file, Predicate<RawRecord> consumer) {
    TextLines.readMarkedWhile(
        file,
        line ->
            line.text().isBlank()
                || consumer.test(
                    new RawRecord(
                        file + ":" + line.number(), line.text().length() + 1L, () -> parse(line))));
  }

  private static JsonRecord parse(TextLines.Line line) {
    if (TextLines.isMalformed(line.text())) {
      throw new MalformedDataException(line.file(), line.number(), TextLines.NOT_UTF_8);
    }
    return JsonRecord.parse(line);
  }

  private static void readDocuments(
      Path file, TextDocuments.Separator documents, Consumer<RawRecord> consumer) {
    long[] count = {0};
    TextDocuments.forEach(
        file,
        documents,
        text -> {
          long number = ++count[0];
          consumer.accept(
              new RawRecord(
                  file + ": document " + number,
                  text.length() + 1L,
                  () ->
                      JsonRecord.of(
                          file,
                          number,
                          JsonNodeFactory.instance.objectNode().put(TEXT_FIELD, text),
                          JsonRecord.Values.TYPED)));
        });
  }
}
