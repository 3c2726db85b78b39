package org.temper.interactions.files;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.temper.data.MalformedDataException;
import org.temper.data.files.ParquetTable;

/** A reader of Parquet through DuckDB's driver, which is there or is not. */
final class ParquetRows {
  private ParquetRows() {}

  static void read(
      Path file, InteractionFields fields, Timestamps timestamps, RowCollector collector) {
    ParquetTable.query(
        file,
        (statement, table) -> {
          Map<String, String> types = ParquetTable.types(file, statement, table);
          String columns =
              fields.all().stream()
                  .map(field -> text(field, type(file, types, field), timestamps))
                  .collect(Collectors.joining(", "));
          try (ResultSet rows = statement.executeQuery("SELECT " + columns + " FROM " + table)) {
            readAll(rows, fields.all().size(), collector);
          }
        });
  }

  static List<String> columns(Path file) {
    List<String> columns = new ArrayList<>();
    ParquetTable.query(
        file,
        (statement, table) -> columns.addAll(ParquetTable.types(file, statement, table).keySet()));
    return columns;
  }

  private static String type(Path file, Map<String, String> types, String field) {
    String type = types.get(field);
    if (type == null) {
      throw new MalformedDataException(
          file,
          field
              + ": expected a column of that name, got the columns "
              + List.copyOf(types.keySet()));
    }
    return type;
  }

  /** A column as text that {@link RowCollector} understands. */
  private static String text(String field, String type, Timestamps timestamps) {
    String column = ParquetTable.column(field);
    if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
      String milliseconds = "epoch_ms(" + column + ")";
      column =
          timestamps == Timestamps.SECONDS
              ? milliseconds + " // 1000"
              : milliseconds + " * " + timestamps.perSecond() / 1000;
    } else if (type.equals("BOOLEAN")) {
      column = "CAST(" + column + " AS INTEGER)";
    }
    return "CAST(" + column + " AS VARCHAR)";
  }

  private static void readAll(ResultSet rows, int columns, RowCollector collector)
      throws SQLException {
    for (long row = 1; rows.next(); row++) {
      @Nullable String[] texts = new String[columns];
      for (int i = 0; i < columns; i++) {
        texts[i] = rows.getString(i + 1);
      }
      collector.add(row, texts);
    }
  }
}
