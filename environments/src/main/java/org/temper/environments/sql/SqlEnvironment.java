package org.temper.environments.sql;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.data.chat.Param;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEpisode;

/**
 * One episode of a question that tables answer: tools to list them, to see their columns and to
 * query them; the reward is 1 for the right answer and 0 for any other. What a tool cannot do it
 * says, in a text that begins with {@code Error:}. There is nothing to close.
 */
public final class SqlEnvironment implements ToolEpisode<SqlQuestion> {
  static final String LIST_TABLES = "list_tables";
  static final String DESCRIBE = "describe";
  static final String QUERY = "query";

  private @Nullable SqlQuestion question;

  /** An episode that has not begun. */
  public SqlEnvironment() {}

  static SqlEnvironment of(SqlQuestion question) {
    SqlEnvironment episode = new SqlEnvironment();
    episode.question = question;
    return episode;
  }

  @Override
  public Optional<String> reset(Task<SqlQuestion> task) {
    question = task.data();
    return Optional.empty();
  }

  @Override
  public OptionalDouble reward(String answer) {
    return OptionalDouble.of(question().isAnsweredBy(answer) ? 1 : 0);
  }

  /**
   * The tables.
   *
   * @return their names, commas between
   */
  @Tool(value = "names of the tables", name = LIST_TABLES)
  public String listTables() {
    return question().database().tables().stream()
        .map(SqlTable::name)
        .collect(Collectors.joining(", "));
  }

  /**
   * A table's columns.
   *
   * @param table the table's name
   * @return the names and types of its columns, commas between
   */
  @Tool(value = "columns of a table", name = DESCRIBE)
  public String describe(@Param(value = "its name", name = "table") String table) {
    return question().database().tables().stream()
        .filter(known -> known.name().equals(table.strip()))
        .findFirst()
        .map(SqlTable::described)
        .orElseGet(() -> "Error: no table " + Excerpt.of(table));
  }

  /**
   * The rows that a query gives.
   *
   * @param sql one SELECT
   * @return a row a line, bars between values
   */
  @Tool(value = "rows of a SELECT", name = QUERY)
  public String query(@Param(value = "the SELECT", name = "sql") String sql) {
    return question().database().query(sql).text();
  }

  private SqlQuestion question() {
    if (question == null) {
      throw new IllegalStateException("SqlEnvironment: expected reset(task) first, got none");
    }
    return question;
  }
}
