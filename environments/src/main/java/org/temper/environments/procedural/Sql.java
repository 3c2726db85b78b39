package org.temper.environments.procedural;

import java.util.Optional;
import java.util.stream.Collectors;
import org.temper.environments.generated.Draws;
import org.temper.environments.sql.SqlOutcome;
import org.temper.environments.sql.SqlQuestion;
import org.temper.environments.sql.SqlTasks;

/** Queries to write for generated tables, run on the tables shown and on others of their kind. */
final class Sql implements TaskFamily {
  @Override
  public String name() {
    return "sql";
  }

  @Override
  public String difficultyMeaning() {
    return "1: a value, 2: greatest, sums, counts, 3: means, lists, counts of a kind, 4: joins";
  }

  @Override
  public int hardest() {
    return SqlTasks.HARDEST;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    SqlQuestion shown = SqlTasks.question(draws, difficulty);
    SqlQuestion hidden = shown.redrawn(draws, SqlTasks.greatest(difficulty));
    return new Query(shown, hidden);
  }

  /** {@code hidden} has another answer, so that the answer itself is no query. */
  private record Query(SqlQuestion shown, SqlQuestion hidden) implements Puzzle {
    @Override
    public String question() {
      return "There are the tables "
          + shown.database().tables().stream()
              .map(table -> table.name() + " (" + table.described() + ")")
              .collect(Collectors.joining(", "))
          + ". Write one SELECT for: "
          + shown.text()
          + " Answer with the SQL alone; its rows have one value each.";
    }

    @Override
    public String gold() {
      return shown.sql();
    }

    @Override
    public String noOp() {
      return "SELECT 1 WHERE 1 = 0";
    }

    @Override
    public String nearMiss() {
      return shown.answer().stream()
          .map(value -> "('" + value + "')")
          .collect(Collectors.joining(", ", "VALUES ", ""));
    }

    @Override
    public Optional<String> fault(String answer) {
      SqlOutcome outcome = shown.database().query(answer);
      if (!shown.isAnsweredBy(outcome)) {
        return Optional.of("expected " + shown.gold() + ", got " + outcome.text());
      }
      return hidden.isAnsweredBy(hidden.database().query(answer))
          ? Optional.empty()
          : Optional.of("right on these rows, wrong on others of the same columns");
    }
  }
}
