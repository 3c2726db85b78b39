package org.temper.environments.sql;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.Task;
import org.temper.environments.TaskSource;
import org.temper.environments.generated.Draws;
import org.temper.environments.generated.TaskKey;
import org.temper.environments.sql.SqlQuestion.Order;

/**
 * Generated tasks for {@link SqlEnvironment}: tables whose names differ from task to task, and a
 * question of them that takes two tools at least.
 *
 * <p>Difficulty 1: one table of 3 rows, numbers below 10, a value looked up. 2: two tables of 5
 * rows, numbers to 20; also the greatest, the sum, and how many are above. 3: 6 rows with a kind,
 * numbers to 99; means, lists in order and counts among a kind. 4: a third table of events, joined.
 */
public final class SqlTasks implements TaskSource<SqlQuestion> {
  /** The family of these tasks, as keys have it. */
  public static final String FAMILY = "sql-tools";

  /** The greatest difficulty. */
  public static final int HARDEST = 4;

  /** The greatest number in a table by difficulty. */
  private static final int[] GREATEST = {9, 20, 99, 99};

  private static final int[] ROWS = {3, 5, 6, 6};

  private final long seed;
  private final int difficulty;

  private SqlTasks(long seed, int difficulty) {
    this.seed = seed;
    this.difficulty = difficulty;
  }

  /**
   * Tasks of a difficulty.
   *
   * @param seed the seed
   * @param difficulty from 1 to {@value #HARDEST}
   * @return the tasks
   * @throws IllegalArgumentException if there is no such difficulty
   */
  public static SqlTasks of(long seed, int difficulty) {
    checkDifficulty(difficulty);
    return new SqlTasks(seed, difficulty);
  }

  /**
   * A task, made again from its key.
   *
   * @param key a task's key
   * @return the task
   * @throws IllegalArgumentException if it is no key of such a task
   */
  public static Task<SqlQuestion> named(String key) {
    TaskKey parts = TaskKey.of(key).requireFamily(FAMILY);
    return of(parts.seed(), parts.difficulty()).task(parts.index());
  }

  /**
   * What checks answers, by {@link SqlQuestion#isAnsweredBy(String)}.
   *
   * @return a verifier of what a task holds
   */
  public static Verifier<SqlQuestion> verifier() {
    return (question, answer) ->
        question.isAnsweredBy(answer)
            ? new Verdict.Passed()
            : new Verdict.Failed("expected " + question.gold());
  }

  @Override
  public Task<SqlQuestion> task(long index) {
    TaskKey key = new TaskKey(FAMILY, seed, index, difficulty);
    SqlQuestion question = question(Draws.of(key), difficulty);
    return new Task<>(key.toString(), question, question.conversation());
  }

  /**
   * A question.
   *
   * @param draws what it is chosen by
   * @param difficulty from 1 to {@value #HARDEST}
   * @return the question
   * @throws IllegalArgumentException if there is no such difficulty
   * @throws IllegalStateException if the library org.duckdb:duckdb_jdbc is not on the class path
   */
  public static SqlQuestion question(Draws draws, int difficulty) {
    checkDifficulty(difficulty);
    int greatest = greatest(difficulty);
    int rows = ROWS[difficulty - 1];
    if (difficulty == 1) {
      SqlSchema schema = SqlSchema.draw(draws, draws.one(SqlDomain.ALL.subList(0, 2)));
      SqlTable table = schema.plain(draws, rows, greatest);
      return lookup(draws, schema, table, ImmutableList.of(table));
    }
    List<SqlDomain> domains = draws.some(SqlDomain.ALL, 2);
    SqlSchema schema = SqlSchema.draw(draws, domains.get(0));
    SqlSchema other = SqlSchema.draw(draws, domains.get(1));
    if (difficulty == 2) {
      SqlTable table = schema.plain(draws, rows, greatest);
      List<SqlTable> tables =
          draws.shuffled(ImmutableList.of(table, other.plain(draws, rows, greatest)));
      return simple(draws, schema, table, tables);
    }
    SqlTable table = schema.whole(draws, rows, greatest);
    SqlTable unused = other.whole(draws, rows, greatest);
    if (difficulty == 3) {
      return ofKind(draws, schema, table, draws.shuffled(ImmutableList.of(table, unused)));
    }
    SqlTable events = schema.happened(draws, rows, greatest);
    return joined(draws, schema, table, draws.shuffled(ImmutableList.of(table, unused, events)));
  }

  /**
   * The greatest number in the tables of a difficulty.
   *
   * @param difficulty from 1 to {@value #HARDEST}
   * @return the number
   * @throws IllegalArgumentException if there is no such difficulty
   */
  public static int greatest(int difficulty) {
    checkDifficulty(difficulty);
    return GREATEST[difficulty - 1];
  }

  private static void checkDifficulty(int difficulty) {
    checkArgument(
        difficulty >= 1 && difficulty <= HARDEST,
        "difficulty: expected 1 to %s, got %s",
        HARDEST,
        difficulty);
  }

  /** A number's word and column. */
  private record Measure(String word, String column) {}

  private static Measure number(Draws draws, SqlSchema schema) {
    return draws.coin()
        ? new Measure(schema.domain().first().word(), schema.first())
        : new Measure(schema.domain().second().word(), schema.second());
  }

  private static Object value(Draws draws, SqlTable table, String column) {
    int index = table.columns().stream().map(SqlTable.Column::name).toList().indexOf(column);
    return draws.one(table.rows()).get(index);
  }

  private static SqlQuestion lookup(
      Draws draws, SqlSchema schema, SqlTable table, List<SqlTable> tables) {
    Measure number = number(draws, schema);
    Object name = value(draws, table, schema.name());
    return asked(
        tables,
        "What is the " + number.word + " of " + name + "?",
        select(number.column, schema) + where(schema.name(), "=", name),
        Order.ANY,
        schema.things());
  }

  private static SqlQuestion simple(
      Draws draws, SqlSchema schema, SqlTable table, List<SqlTable> tables) {
    Measure number = number(draws, schema);
    int greatest = greatest(2);
    switch (draws.between(0, 3)) {
      case 0 -> {
        return lookup(draws, schema, table, tables);
      }
      case 1 -> {
        int least = draws.between(greatest / 4, 3 * greatest / 4);
        return asked(
            tables,
            "How many have a " + number.word + " of " + least + " or more?",
            select("count(*)", schema) + where(number.column, ">=", least),
            Order.ANY,
            schema.things());
      }
      case 2 -> {
        return asked(
            tables,
            "Which has the greatest " + number.word + "?",
            select(schema.name(), schema) + " ORDER BY " + number.column + " DESC LIMIT 1",
            Order.ANY,
            schema.things());
      }
      default -> {
        return asked(
            tables,
            "What is the " + number.word + " of all together?",
            select("sum(" + number.column + ")", schema),
            Order.ANY,
            schema.things());
      }
    }
  }

  private static SqlQuestion ofKind(
      Draws draws, SqlSchema schema, SqlTable table, List<SqlTable> tables) {
    Measure number = number(draws, schema);
    int greatest = greatest(3);
    Object kind = value(draws, table, schema.kind());
    String filter = where(schema.kind(), "=", kind);
    switch (draws.between(0, 2)) {
      case 0 -> {
        return asked(
            tables,
            "What is the mean " + number.word + " of the kind " + kind + "?",
            select("avg(" + number.column + ")", schema) + filter,
            Order.ANY,
            schema.things());
      }
      case 1 -> {
        return asked(
            tables,
            "List the kind " + kind + " from the least " + number.word + " to the greatest.",
            select(schema.name(), schema) + filter + " ORDER BY " + number.column,
            Order.ASKED,
            schema.things());
      }
      default -> {
        int least = draws.between(greatest / 4, 3 * greatest / 4);
        return asked(
            tables,
            "How many of the kind "
                + kind
                + " have a "
                + number.word
                + " of "
                + least
                + " or more?",
            select("count(*)", schema) + filter + " AND " + number.column + " >= " + least,
            Order.ANY,
            schema.things());
      }
    }
  }

  private static SqlQuestion joined(
      Draws draws, SqlSchema schema, SqlTable table, List<SqlTable> tables) {
    String join =
        " FROM "
            + schema.things()
            + " JOIN "
            + schema.events()
            + " ON "
            + schema.reference()
            + " = "
            + schema.id();
    String happened = schema.domain().events().word();
    String total = "SELECT sum(" + schema.quantity() + ")" + join;
    switch (draws.between(0, 2)) {
      case 0 -> {
        Object name = value(draws, table, schema.name());
        return asked(
            tables,
            "How many were " + happened + " of " + name + " in all?",
            total + where(schema.name(), "=", name),
            Order.ANY,
            schema.things(),
            schema.events());
      }
      case 1 -> {
        Object kind = value(draws, table, schema.kind());
        return asked(
            tables,
            "How many were " + happened + " of the kind " + kind + " in all?",
            total + where(schema.kind(), "=", kind),
            Order.ANY,
            schema.things(),
            schema.events());
      }
      default -> {
        return asked(
            tables,
            "Of which were the most " + happened + " at once?",
            "SELECT " + schema.name() + join + " ORDER BY " + schema.quantity() + " DESC LIMIT 1",
            Order.ANY,
            schema.things(),
            schema.events());
      }
    }
  }

  private static String select(String what, SqlSchema schema) {
    return "SELECT " + what + " FROM " + schema.things();
  }

  private static String where(String column, String relation, Object value) {
    return " WHERE " + column + " " + relation + " " + SqlTable.literal(value);
  }

  private static SqlQuestion asked(
      List<SqlTable> tables, String text, String sql, Order order, String... needed) {
    SqlDatabase database = new SqlDatabase(tables);
    return new SqlQuestion(
        database, text, sql, ImmutableList.copyOf(needed), order, database.values(sql));
  }
}
