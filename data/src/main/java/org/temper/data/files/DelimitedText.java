package org.temper.data.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.temper.api.Excerpt;
import org.temper.data.MalformedDataException;
import org.temper.data.TextLines;

/** A reader of rows of separated values, none of which is longer than a line of text may be. */
public final class DelimitedText {
  private static final int MOST_VALUES = 10_000;
  private static final CsvFactory FACTORY =
      CsvFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(TextLines.LONGEST).build())
          .build();

  private final Path file;
  private final List<String> row = new ArrayList<>();
  private long line = 1;
  private long length;

  private DelimitedText(Path file) {
    this.file = file;
  }

  /** Whether a value may be quoted. */
  public enum Quoting {
    /** A value that starts with a double quote ends with one, and two inside it mean one. */
    DOUBLE_QUOTES,
    /** A double quote is a character like others. */
    NONE
  }

  /** Whether the row after one is to be read. */
  public enum NextRow {
    /** It is. */
    WANTED,
    /** Nothing more is read. */
    NOT_WANTED
  }

  /** What is given each row that is not blank. */
  public interface RowConsumer {

    /**
     * Takes a row.
     *
     * @param line the line that it starts on, from 1
     * @param row its values; may be empty
     * @return whether the next one is wanted
     */
    NextRow accept(long line, List<String> row);
  }

  /**
   * Reads rows until no more are wanted.
   *
   * @param file the file, gzip or not
   * @param separator what stands between two values
   * @param quoting whether a value may be quoted
   * @param consumer is given each row; bytes that are no UTF-8 are {@link TextLines#MALFORMED}
   * @throws IllegalArgumentException if there is no such file
   * @throws MalformedDataException if quotes are not closed, a row is too long, or the file is a
   *     gzip file that is damaged
   */
  public static void read(Path file, char separator, Quoting quoting, RowConsumer consumer) {
    DelimitedText text = new DelimitedText(file);
    try (Reader in = TextLines.reader(file);
        CsvParser parser = FACTORY.createParser(in)) {
      parser.setSchema(schema(separator, quoting));
      while (text.nextRow(parser)) {
        if (!text.isBlank()
            && consumer.accept(text.line, List.copyOf(text.row)) == NextRow.NOT_WANTED) {
          return;
        }
      }
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? text.line : e.getLocation().getLineNr();
      throw new MalformedDataException(
          file, at, "expected separated values, got: " + Excerpt.of(e.getOriginalMessage()));
    } catch (IOException e) {
      throw TextLines.failure(file, text.line, e);
    }
  }

  private static CsvSchema schema(char separator, Quoting quoting) {
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
    return quoting == Quoting.NONE ? schema.withoutQuoteChar() : schema;
  }

  private boolean isBlank() {
    return row.isEmpty() || (row.size() == 1 && row.get(0).isBlank());
  }

  private boolean nextRow(CsvParser parser) throws IOException {
    row.clear();
    length = 0;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.END_ARRAY) {
        return true;
      }
      if (token != JsonToken.START_ARRAY) {
        add(parser.getText(), parser.currentTokenLocation().getLineNr());
      }
    }
    return false;
  }

  private void add(String value, long at) {
    if (row.isEmpty()) {
      line = at;
    }
    row.add(value);
    length += value.length();
    if (row.size() > MOST_VALUES) {
      throw new MalformedDataException(
          file, line, "expected at most " + MOST_VALUES + " values in a row, got more");
    }
    if (length > TextLines.LONGEST) {
      throw new MalformedDataException(file, line, TextLines.TOO_LONG);
    }
  }
}
