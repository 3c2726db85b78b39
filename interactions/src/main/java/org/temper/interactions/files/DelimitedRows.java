package org.temper.interactions.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.data.MalformedDataException;
import org.temper.data.TextLines;

/** A reader of separated values whose columns have names. */
final class DelimitedRows {
  private static final CsvFactory FACTORY = new CsvFactory();

  private final Path file;
  private final InteractionFields fields;
  private final RowCollector collector;
  private final List<String> row = new ArrayList<>();
  private List<String> columns;
  private int @Nullable [] indices;
  private long line = 1;

  private DelimitedRows(
      Path file, DelimitedFormat format, InteractionFields fields, RowCollector collector) {
    this.file = file;
    this.fields = fields;
    this.collector = collector;
    this.columns = format.columns();
  }

  static void read(
      Path file, DelimitedFormat format, InteractionFields fields, RowCollector collector) {
    DelimitedRows rows = new DelimitedRows(file, format, fields, collector);
    try (InputStream in = TextLines.open(file);
        CsvParser parser = FACTORY.createParser(in)) {
      parser.setSchema(schema(format));
      rows.readAll(parser);
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? rows.line : e.getLocation().getLineNr();
      throw new MalformedDataException(
          file, line, "expected separated values, got: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw TextLines.failure(file, rows.line, e);
    }
  }

  private static CsvSchema schema(DelimitedFormat format) {
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(format.separator());
    return format.quoting() == DelimitedFormat.Quoting.NONE ? schema.withoutQuoteChar() : schema;
  }

  private void readAll(CsvParser parser) throws IOException {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.START_ARRAY) {
        row.clear();
      } else if (token == JsonToken.END_ARRAY) {
        endRow();
      } else {
        if (row.isEmpty()) {
          line = parser.currentTokenLocation().getLineNr();
        }
        row.add(parser.getText());
      }
    }
  }

  private void endRow() {
    if (row.isEmpty() || (row.size() == 1 && row.get(0).isBlank())) {
      return;
    }
    if (columns.isEmpty()) {
      columns = row.stream().map(String::strip).toList();
      return;
    }
    if (indices == null) {
      indices = fields.all().stream().mapToInt(this::index).toArray();
    }
    if (row.size() > columns.size()) {
      collector.bad(
          line, columns.get(0), "expected " + columns.size() + " values, got " + row.size());
      return;
    }
    @Nullable String[] texts = new String[indices.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = indices[i] < row.size() ? row.get(indices[i]) : null;
    }
    collector.add(line, texts);
  }

  private int index(String field) {
    int index = columns.indexOf(field);
    if (index < 0) {
      throw new MalformedDataException(
          file, 1, field + ": expected a column of that name, got the columns " + columns);
    }
    if (columns.lastIndexOf(field) != index) {
      throw new MalformedDataException(
          file, 1, field + ": expected one column of that name, got the columns " + columns);
    }
    return index;
  }
}
