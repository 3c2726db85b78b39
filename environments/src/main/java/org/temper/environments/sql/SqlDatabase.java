package org.temper.environments.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;

/**
 * Some tables that queries of nobody's making may be run on, by DuckDB, in memory. A query sees the
 * tables alone and changes nothing: it must be one {@code SELECT} of functions that are known to be
 * harmless, within {@value #SECONDS} s and {@value #MEMORY} of memory, without files, network,
 * extensions and settings; so nothing is to be closed. Safe for several threads at once.
 *
 * @param tables the tables
 */
public record SqlDatabase(List<SqlTable> tables) {
  /** The most rows of a result, {@value}. */
  public static final int ROWS = 20;

  /** The most characters of a query, {@value}. */
  public static final int QUERY_LENGTH = 2000;

  private static final int VALUE_LENGTH = 60;
  private static final int SECONDS = 2;
  private static final String MEMORY = "64MB";
  private static final String URL = "jdbc:duckdb:";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Functions and operators; none makes a text longer or reads a file. */
  private static final Set<String> FUNCTIONS =
      ImmutableSet.of(
          "count",
          "count_star",
          "sum",
          "avg",
          "mean",
          "min",
          "max",
          "median",
          "round",
          "abs",
          "floor",
          "ceil",
          "+",
          "-",
          "*",
          "/",
          "//",
          "%",
          "~~",
          "~~*",
          "!~~",
          "!~~*",
          "lower",
          "upper",
          "length",
          "trim",
          "coalesce",
          "row_number",
          "rank",
          "dense_rank",
          "arg_max",
          "arg_min",
          "max_by",
          "min_by",
          "first",
          "any_value",
          "greatest",
          "least");

  /** Engines that nobody uses just now: to open one takes ten times as long as a query. */
  private static final ConcurrentLinkedQueue<Connection> IDLE = new ConcurrentLinkedQueue<>();

  /** Copies. */
  public SqlDatabase {
    tables = ImmutableList.copyOf(tables);
  }

  /**
   * Runs a query.
   *
   * @param sql any text
   * @return its rows, or why it has none
   * @throws IllegalStateException if the library org.duckdb:duckdb_jdbc is not on the class path
   */
  public SqlOutcome query(String sql) {
    if (sql.length() > QUERY_LENGTH) {
      return new SqlOutcome.Refused("a query has at most " + QUERY_LENGTH + " characters");
    }
    return queried(sql, Origin.ANYBODY);
  }

  /** Whose query it is: one of our own needs no check. */
  private enum Origin {
    ANYBODY,
    OURS
  }

  private SqlOutcome queried(String sql, Origin origin) {
    Connection engine = engine();
    try {
      SqlOutcome outcome = run(engine, sql, origin);
      IDLE.add(engine);
      return outcome;
    } catch (SQLException e) {
      // Whatever state the engine is in, nobody needs it again.
      close(engine);
      return new SqlOutcome.Refused("DuckDB failed: " + complaint(e));
    }
  }

  /** The values of a query of our own making, which gives rows of one. */
  List<String> values(String sql) {
    if (queried(sql, Origin.OURS) instanceof SqlOutcome.Rows rows) {
      return rows.rows().stream().map(row -> row.get(0)).toList();
    }
    throw new IllegalStateException("SqlDatabase: expected a query that runs, got " + sql);
  }

  private SqlOutcome run(Connection engine, String sql, Origin origin) throws SQLException {
    try (Statement setup = engine.createStatement()) {
      Optional<String> objection = origin == Origin.OURS ? Optional.empty() : objection(setup, sql);
      if (objection.isPresent()) {
        return new SqlOutcome.Refused(objection.get());
      }
      setup.execute(
          "BEGIN; " + tables.stream().map(SqlTable::statements).collect(Collectors.joining(" ")));
    }
    try (Statement asked = engine.createStatement()) {
      asked.setQueryTimeout(SECONDS);
      try (ResultSet rows = asked.executeQuery(sql)) {
        return rows(rows);
      }
    } catch (SQLException e) {
      return new SqlOutcome.Refused(complaint(e));
    } finally {
      try (Statement end = engine.createStatement()) {
        end.execute("ROLLBACK");
      }
    }
  }

  /** What speaks against running a query; DuckDB's own parser says what it consists of. */
  private static Optional<String> objection(Statement statement, String sql) throws SQLException {
    JsonNode parsed;
    try (ResultSet row =
        statement.executeQuery("SELECT json_serialize_sql(" + SqlTable.literal(sql) + ")")) {
      row.next();
      parsed = JSON.readTree(row.getString(1));
    } catch (SQLException | JsonProcessingException e) {
      return Optional.of("no query that can be read");
    }
    if (parsed.path("error").asBoolean()) {
      return Optional.of(
          parsed.path("error_type").asText().equals("parser")
              ? Excerpt.of(parsed.path("error_message").asText())
              : "only SELECT is allowed");
    }
    if (parsed.path("statements").size() != 1) {
      return Optional.of("one SELECT is allowed, got " + parsed.path("statements").size());
    }
    if (parsed.findValuesAsText("type").contains("RECURSIVE_CTE_NODE")) {
      return Optional.of("no recursive query is allowed");
    }
    return parsed.findValuesAsText("function_name").stream()
        .filter(name -> !name.isEmpty() && !FUNCTIONS.contains(name))
        .findFirst()
        .map(name -> "the function " + Excerpt.of(name) + " is not allowed");
  }

  private static SqlOutcome rows(ResultSet result) throws SQLException {
    int width = result.getMetaData().getColumnCount();
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      if (rows.size() == ROWS) {
        return new SqlOutcome.Rows(rows, SqlOutcome.Rest.CUT);
      }
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= width; column++) {
        row.add(shown(result.getObject(column)));
      }
      rows.add(row);
    }
    return new SqlOutcome.Rows(rows, SqlOutcome.Rest.NONE);
  }

  /** A value as text: a number with two decimals at most. */
  private static String shown(@Nullable Object value) {
    if (value instanceof Double number && Double.isFinite(number)) {
      BigDecimal rounded = BigDecimal.valueOf(number).setScale(2, RoundingMode.HALF_UP);
      return (rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros())
          .toPlainString();
    }
    return Excerpt.of(value, VALUE_LENGTH);
  }

  /** DuckDB's own words; the lines after the first repeat the query. */
  private static String complaint(SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return first.contains("INTERRUPT")
        ? "the query took more than " + SECONDS + " s"
        : Excerpt.of(first);
  }

  private static Connection engine() {
    Connection idle = IDLE.poll();
    if (idle != null) {
      return idle;
    }
    try {
      DriverManager.getDriver(URL);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "SQL: expected the library org.duckdb:duckdb_jdbc on the class path, got none", e);
    }
    Properties settings = new Properties();
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty("temp_directory", "");
    settings.setProperty("enable_external_access", "false");
    try {
      Connection engine = DriverManager.getConnection(URL, settings);
      try (Statement lock = engine.createStatement()) {
        lock.execute("SET lock_configuration = true");
      }
      return engine;
    } catch (SQLException e) {
      throw new IllegalStateException("SqlDatabase: DuckDB does not start: " + e.getMessage(), e);
    }
  }

  private static void close(Connection engine) {
    try {
      engine.close();
    } catch (SQLException e) {
      // It failed before, and that is told.
    }
  }
}
