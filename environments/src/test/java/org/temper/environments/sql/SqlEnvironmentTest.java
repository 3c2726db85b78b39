package org.temper.environments.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.environments.Task;
import org.temper.environments.sql.SqlTable.Column;
import org.temper.environments.sql.SqlTable.Kind;

class SqlEnvironmentTest {
  private static final SqlTable TABLE =
      new SqlTable(
          "goods4",
          List.of(new Column("label", Kind.NAME), new Column("cost", Kind.NUMBER)),
          IntStream.rangeClosed(1, 30).mapToObj(i -> List.<Object>of("thing" + i, i)).toList());
  private static final SqlDatabase DATABASE = new SqlDatabase(List.of(TABLE));

  private static SqlEnvironment episode(Task<SqlQuestion> task) {
    SqlEnvironment episode = new SqlEnvironment();
    assertThat(episode.reset(task)).isEmpty();
    return episode;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void demonstrationsAreWhatTheToolsSayAndAreRewarded(int difficulty) {
    SqlTasks tasks = SqlTasks.of(5, difficulty);
    Set<String> questions = new HashSet<>();
    for (Task<SqlQuestion> task : tasks.tasks(0, 75)) {
      SqlEnvironment episode = episode(task);
      Conversation shown = task.data().demonstration();
      Set<String> called = new HashSet<>();
      List<Message> messages = shown.messages();
      for (int i = 1; i < messages.size() - 1; i += 2) {
        ToolCall call = messages.get(i).toolCalls().get(0);
        called.add(call.name());
        String result =
            switch (call.name()) {
              case "list_tables" -> episode.listTables();
              case "describe" -> episode.describe(call.arguments().path("table").textValue());
              default -> episode.query(call.arguments().path("sql").textValue());
            };
        assertThat(messages.get(i + 1).text()).isEqualTo(result).doesNotContain("Error");
        assertThat(messages.get(i + 1).role()).isEqualTo(Role.TOOL);
      }
      assertThat(called).containsExactlyInAnyOrder("list_tables", "describe", "query");
      String answer = messages.get(messages.size() - 1).text();
      assertThat(episode.reward(answer)).as(task.key()).isEqualTo(OptionalDouble.of(1));
      assertThat(episode.reward(answer + "1")).isEqualTo(OptionalDouble.of(0));
      assertThat(episode.reward("")).isEqualTo(OptionalDouble.of(0));
      assertThat(shown.tools()).hasSize(3);
      questions.add(task.data().database() + task.data().text());
      assertThatNoNameIsGivenAway(task.data());
    }
    assertThat(questions).hasSizeGreaterThan(70);
  }

  private static void assertThatNoNameIsGivenAway(SqlQuestion question) {
    List<String> words = Splitter.onPattern("[^a-z0-9_]+").splitToList(question.text());
    for (SqlTable table : question.database().tables()) {
      assertThat(words).doesNotContain(table.name());
      assertThat(words)
          .doesNotContainAnyElementsOf(table.columns().stream().map(Column::name).toList());
    }
  }

  @Test
  void theSameIndexIsTheSameTask() {
    Task<SqlQuestion> task = SqlTasks.of(5, 3).task(8);
    assertThat(task.key()).isEqualTo("sql-tools/5/8/3");
    assertThat(SqlTasks.of(5, 3).task(8)).isEqualTo(task);
    assertThat(SqlTasks.of(6, 3).task(8).data()).isNotEqualTo(task.data());
  }

  @Test
  void answersAreValues() {
    SqlQuestion question =
        new SqlQuestion(
            DATABASE, "?", "", List.of(), SqlQuestion.Order.ANY, List.of("2.33", "tea"));
    assertThat(question.isAnsweredBy(" Tea,2.3333")).isTrue();
    assertThat(question.isAnsweredBy("I see. Answer: 2.33, tea.")).isTrue();
    assertThat(question.isAnsweredBy("2.34, tea")).isFalse();
    assertThat(question.isAnsweredBy("2.33, tea, tea")).isFalse();
    SqlQuestion ordered =
        new SqlQuestion(
            DATABASE, "?", "", List.of(), SqlQuestion.Order.ASKED, List.of("jam", "tea"));
    assertThat(ordered.isAnsweredBy("jam, tea")).isTrue();
    assertThat(ordered.isAnsweredBy("tea, jam")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO goods4 VALUES ('x', 1)",
        "DROP TABLE goods4",
        "DELETE FROM goods4",
        "CREATE TABLE t (a int)",
        "ATTACH ':memory:' AS other",
        "COPY goods4 TO 'goods.csv'",
        "SET threads = 8",
        "PRAGMA version",
        "INSTALL httpfs",
        "LOAD httpfs",
        "COMMIT",
        "EXPLAIN SELECT 1",
        "SELECT 1; DROP TABLE goods4"
      })
  void onlySelectIsAllowed(String sql) {
    assertThat(DATABASE.query(sql).text()).isEqualTo("Error: only SELECT is allowed");
    assertThat(DATABASE.query("SELECT count(*) FROM goods4").text()).isEqualTo("30");
  }

  @Test
  void filesAreOutOfReach(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret.csv"), "a\nsesame\n");
    assertThat(DATABASE.query("SELECT * FROM read_csv('" + file + "')").text())
        .isEqualTo("Error: the function read_csv is not allowed");
    assertThat(DATABASE.query("SELECT * FROM '" + file + "'").text())
        .startsWith("Error: ")
        .doesNotContain("sesame");
    assertThat(DATABASE.query("SELECT * FROM 'https://example.org/a.csv'").text())
        .startsWith("Error: ");
  }

  @Test
  void whatFailsIsALineAndTheNextQueryIsUntouched() {
    assertThat(DATABASE.query("SELEC 1").text())
        .isEqualTo("Error: syntax error at or near \"SELEC\"");
    assertThat(DATABASE.query("SELECT nope FROM goods4").text())
        .startsWith("Error: Binder Error: Referenced column \"nope\" not found")
        .doesNotContain("\n");
    assertThat(DATABASE.query("").text()).isEqualTo("Error: one SELECT is allowed, got 0");
    assertThat(DATABASE.query("SELECT 1; SELECT 2").text())
        .isEqualTo("Error: one SELECT is allowed, got 2");
    assertThat(DATABASE.query("SELECT repeat('x', 1000000000)").text())
        .isEqualTo("Error: the function repeat is not allowed");
    assertThat(
            DATABASE
                .query("WITH RECURSIVE t AS (SELECT 1 a UNION ALL SELECT a + 1 FROM t) FROM t")
                .text())
        .startsWith("Error: no recursive query");
    assertThat(DATABASE.query("x".repeat(3000)).text())
        .isEqualTo("Error: a query has at most 2000 characters");
    String endless =
        "WITH x AS (SELECT a.cost FROM goods4 a, goods4 b, goods4 c, goods4 d LIMIT 200000)"
            + " SELECT sum(p.cost * q.cost) FROM x p, x q";
    assertThat(DATABASE.query(endless).text()).isEqualTo("Error: the query took more than 2 s");
    assertThat(DATABASE.query("SELECT count(*) FROM goods4").text()).isEqualTo("30");
    assertThat(DATABASE.query("SELECT \0 '\ud800").text()).startsWith("Error: ");
  }

  @Test
  void resultsAreShortAndSayWhereTheyAreCut() {
    assertThat(DATABASE.query("SELECT * FROM goods4 WHERE cost < 3").text())
        .isEqualTo("thing1 | 1\nthing2 | 2");
    assertThat(DATABASE.query("SELECT * FROM goods4").text())
        .endsWith("thing20 | 20\n… more rows, cut after 20");
    assertThat(DATABASE.query("SELECT 1 WHERE false").text()).isEqualTo("no rows");
    assertThat(DATABASE.query("SELECT 7 / 3").text()).isEqualTo("2.33");
    assertThat(DATABASE.query("SHOW TABLES").text()).isEqualTo("goods4");
  }

  @Test
  void toolsSayWhatTheyCannotDo() {
    SqlEnvironment episode = episode(SqlTasks.of(1, 1).task(0));
    assertThat(episode.describe("nope")).isEqualTo("Error: no table nope");
    assertThatThrownBy(() -> new SqlEnvironment().listTables())
        .hasMessage("SqlEnvironment: expected reset(task) first, got none");
    assertThatThrownBy(() -> SqlTasks.of(1, 5)).hasMessage("difficulty: expected 1 to 4, got 5");
  }
}
