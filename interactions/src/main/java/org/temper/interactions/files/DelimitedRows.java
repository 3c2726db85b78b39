package org.temper.interactions.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.data.MalformedDataException;
import org.temper.data.TextLines;
import org.temper.data.files.DelimitedText;
import org.temper.data.files.DelimitedText.NextRow;

/** A reader of separated values whose columns have names. */
final class DelimitedRows {
  private final Path file;
  private final InteractionFields fields;
  private final RowCollector collector;
  private final boolean firstRowNames;
  private List<String> columns;
  private int @Nullable [] indices;

  private DelimitedRows(
      Path file, DelimitedFormat format, InteractionFields fields, RowCollector collector) {
    this.file = file;
    this.fields = fields;
    this.collector = collector;
    this.columns = format.columns();
    this.firstRowNames = columns.isEmpty();
  }

  static void read(
      Path file, DelimitedFormat format, InteractionFields fields, RowCollector collector) {
    DelimitedRows rows = new DelimitedRows(file, format, fields, collector);
    DelimitedText.read(
        file,
        format.separator(),
        format.quoting(),
        (line, row) -> {
          rows.add(line, row);
          return NextRow.WANTED;
        });
  }

  static List<String> columns(Path file, DelimitedFormat format) {
    List<String> columns = new ArrayList<>(format.columns());
    if (columns.isEmpty()) {
      DelimitedText.read(
          file,
          format.separator(),
          format.quoting(),
          (line, row) -> {
            columns.addAll(names(file, line, row));
            return NextRow.NOT_WANTED;
          });
    }
    if (columns.isEmpty()) {
      throw new MalformedDataException(file, "expected at least one row, got none");
    }
    return columns;
  }

  private static List<String> names(Path file, long line, List<String> row) {
    if (row.stream().anyMatch(TextLines::isMalformed)) {
      throw new MalformedDataException(file, line, TextLines.NOT_UTF_8);
    }
    return row.stream().map(String::strip).toList();
  }

  private void add(long line, List<String> row) {
    if (columns.isEmpty()) {
      columns = names(file, line, row);
      return;
    }
    if (indices == null) {
      indices = fields.all().stream().mapToInt(this::index).toArray();
    }
    if (row.size() > columns.size()) {
      collector.bad(
          line,
          Excerpt.of(columns.get(0)),
          "expected " + columns.size() + " values, got " + row.size());
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
          file, 1, field + ": expected a column of that name, got " + found());
    }
    if (columns.lastIndexOf(field) != index) {
      throw new MalformedDataException(
          file,
          1,
          field + ": expected one column of that name, got the columns " + Excerpt.ofAll(columns));
    }
    return index;
  }

  /** The columns, and what to do where they are data. */
  private String found() {
    String names = "the columns " + Excerpt.ofAll(columns);
    return firstRowNames && columns.stream().anyMatch(PlainNumber::isOne)
        ? names + ", of which some are numbers: where the first row is data, --columns names them"
        : names;
  }
}
