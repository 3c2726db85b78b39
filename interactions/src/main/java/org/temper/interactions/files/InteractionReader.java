package org.temper.interactions.files;

import java.nio.file.Path;
import java.util.List;
import org.temper.data.files.MissingDriverException;

/**
 * A reader of logs of interactions. Rows may be in any order. A row that lacks a field, or whose
 * time or feedback is not a number, not finite or, for a time, below 0, is left out and reported,
 * up to a limit. One that has no value in a column of feedback is a bad row too, unless the
 * {@linkplain ReadOptions#withEmptyFeedback options} say that it was not given. A file without any
 * feedback is read with {@link InteractionFields} that name none.
 */
public final class InteractionReader {

  private InteractionReader() {}

  /**
   * Reads {@code user::item::rating::time}, as MovieLens 1M and 10M and MovieTweetings have it.
   *
   * @param file UTF-8 text, gzip or not
   * @param options how it is read
   * @return the events, with the feedback {@code rating}, and what was left out
   * @throws IllegalArgumentException if there is no such file
   * @throws org.temper.data.MalformedDataException if there are more bad rows than the options
   *     allow, which names the first; if the file holds no event, or is not UTF-8
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static ReadLog doubleColon(Path file, ReadOptions options) {
    RowCollector collector = new RowCollector(file, DoubleColonRows.FIELDS, options);
    DoubleColonRows.read(file, collector);
    return collector.finish();
  }

  /**
   * Reads separated values with named columns.
   *
   * @param file UTF-8 text, gzip or not
   * @param format how it is laid out
   * @param fields in which columns to look
   * @param options how it is read
   * @return the events and what was left out
   * @throws IllegalArgumentException if there is no such file
   * @throws org.temper.data.MalformedDataException if there are more bad rows than the options
   *     allow, which names the first; if the file lacks a column or holds no event
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static ReadLog delimited(
      Path file, DelimitedFormat format, InteractionFields fields, ReadOptions options) {
    RowCollector collector = new RowCollector(file, fields, options);
    DelimitedRows.read(file, format, fields, collector);
    return collector.finish();
  }

  /**
   * Reads the names of a file's columns.
   *
   * @param file UTF-8 text, gzip or not
   * @param format how it is laid out
   * @return the format's own columns, or those of the first row, in order
   * @throws IllegalArgumentException if there is no such file
   * @throws org.temper.data.MalformedDataException if the file has no row
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static List<String> delimitedColumns(Path file, DelimitedFormat format) {
    return DelimitedRows.columns(file, format);
  }

  /**
   * Reads a Parquet file. Columns of a date or a timestamp are understood as such, whatever the
   * options say of timestamps; columns of truth values are 1 and 0.
   *
   * @param file a Parquet file
   * @param fields in which columns to look
   * @param options how it is read
   * @return the events and what was left out, whose lines are rows
   * @throws IllegalArgumentException if there is no such file
   * @throws MissingDriverException if the library org.duckdb:duckdb_jdbc is not on the class path
   * @throws org.temper.data.MalformedDataException if there are more bad rows than the options
   *     allow, which names the first; if the file is no Parquet file, lacks a column or holds no
   *     event
   */
  public static ReadLog parquet(Path file, InteractionFields fields, ReadOptions options) {
    RowCollector collector = new RowCollector(file, fields, options);
    ParquetRows.read(file, fields, options.timestamps(), collector);
    return collector.finish();
  }

  /**
   * Reads the names of a Parquet file's columns.
   *
   * @param file a Parquet file
   * @return their names, in order
   * @throws IllegalArgumentException as {@link #parquet} does
   * @throws MissingDriverException if the library org.duckdb:duckdb_jdbc is not on the class path
   */
  public static List<String> parquetColumns(Path file) {
    return ParquetRows.columns(file);
  }
}
