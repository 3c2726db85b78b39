package org.temper.data.files;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.temper.api.Excerpt;
import org.temper.data.MalformedDataException;

/** A Parquet file as a table that DuckDB's driver, which is there or is not, answers queries of. */
public final class ParquetTable {
  private static final String DUCKDB = "jdbc:duckdb:";
  private static final String STREAMING = "jdbc_stream_results";

  private ParquetTable() {}

  /** What is asked of a file. */
  public interface Question {

    /**
     * Asks.
     *
     * @param statement what queries are executed by; rows come as they are asked for
     * @param table what the file is called in them
     * @throws SQLException if a query fails
     */
    void ask(Statement statement, String table) throws SQLException;
  }

  /**
   * Asks a file.
   *
   * @param file a Parquet file
   * @param question what is asked
   * @throws IllegalArgumentException if there is no such file
   * @throws MissingDriverException if the library org.duckdb:duckdb_jdbc is not on the class path
   * @throws MalformedDataException if it is no Parquet file
   */
  public static void query(Path file, Question question) {
    checkArgument(Files.isRegularFile(file), "file: expected an existing file, got %s", file);
    try (Connection connection = connect(DUCKDB);
        Statement statement = connection.createStatement()) {
      question.ask(statement, table(file));
    } catch (SQLException e) {
      throw new MalformedDataException(
          file, "expected a Parquet file, got: " + Excerpt.of(complaint(e)));
    }
  }

  /**
   * The types of a file's columns.
   *
   * @param file the file, for errors
   * @param statement what {@link Question#ask} was given
   * @param table what {@link Question#ask} was given
   * @return DuckDB's names of the types by column, in order
   * @throws SQLException if the query fails
   */
  public static Map<String, String> types(Path file, Statement statement, String table)
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

  /**
   * A column's name as queries have it.
   *
   * @param name the name
   * @return the name in quotes
   */
  public static String column(String name) {
    return quoted(name, '"');
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

  /** DuckDB's own words; the lines after the first repeat the statement. */
  private static String complaint(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** The file alone: what is a pattern to DuckDB is a character of its name here. */
  private static String table(Path file) {
    String path = file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]");
    return "read_parquet(" + quoted(path, '\'') + ", hive_partitioning = false)";
  }

  private static String quoted(String text, char quote) {
    return quote + text.replace("" + quote, "" + quote + quote) + quote;
  }
}
