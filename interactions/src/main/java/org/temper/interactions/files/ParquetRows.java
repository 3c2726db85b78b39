package org.temper.interactions.files;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.data.MalformedDataException;

/** A reader of Parquet through DuckDB's driver, which is there or is not. */
final class ParquetRows {
  private static final String DUCKDB = "jdbc:duckdb:";
  private static final String STREAMING = "jdbc_stream_results";

  private ParquetRows() {}

  static void read(
      Path file, InteractionFields fields, Timestamps timestamps, RowCollector collector) {
    query(
        file,
        (statement, table) -> {
          Map<String, String> types = types(file, statement, table);
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
    query(file, (statement, table) -> columns.addAll(types(file, statement, table).keySet()));
    return columns;
  }

  /** What is asked of a file, which a statement knows as a table. */
  private interface Question {
    void ask(Statement statement, String table) throws SQLException;
  }

  private static void query(Path file, Question question) {
    checkArgument(Files.isRegularFile(file), "file: expected an existing file, got %s", file);
    try (Connection connection = connect(DUCKDB);
        Statement statement = connection.createStatement()) {
      question.ask(statement, table(file));
    } catch (SQLException e) {
      throw new MalformedDataException(
          file, "expected a Parquet file, got: " + Excerpt.of(complaint(e)));
    }
  }

  /** DuckDB's own words; the lines after the first repeat the statement. */
  private static String complaint(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** The file alone: what is a pattern to DuckDB is a character of its name here. */
  private static String table(Path file) {
    String path = file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]");
    return "read_parquet(" + quoted(path, '\'') + ", hive_partitioning = false)";
  }

  /** A connection to a database in memory, whose results come as they are asked for. */
  static Connection connect(String url) throws SQLException {
    try {
      DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw new MissingDriverException(e);
    }
    Properties properties = new Properties();
    properties.setProperty(STREAMING, "true");
    return DriverManager.getConnection(url, properties);
  }

  private static Map<String, String> types(Path file, Statement statement, String table)
      throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + table)) {
      while (columns.next()) {
        types.put(columns.getString("column_name"), columns.getString("column_type"));
      }
    }
    checkArgument(!types.isEmpty(), "file: expected one with columns, got %s", file);
    return types;
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
    String column = quoted(field, '"');
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

  private static String quoted(String text, char quote) {
    return quote + text.replace("" + quote, "" + quote + quote) + quote;
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
