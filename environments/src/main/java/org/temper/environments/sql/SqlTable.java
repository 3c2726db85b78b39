package org.temper.environments.sql;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.temper.environments.generated.Draws;

/**
 * A small table.
 *
 * @param name its name, lower-case letters and digits
 * @param columns its columns
 * @param rows a value per column: {@code String} or {@code Integer}
 */
public record SqlTable(String name, List<Column> columns, List<List<Object>> rows) {

  /** What a column holds. */
  public enum Kind {
    /** A text that names the row, no two the same. */
    NAME,
    /** One of few texts. */
    CATEGORY,
    /** A whole number that names the row, or a row of another table. */
    ID,
    /** A whole number above 0, no two the same. */
    NUMBER
  }

  /**
   * A column.
   *
   * @param name its name, lower-case letters
   * @param kind what it holds
   */
  public record Column(String name, Kind kind) {
    /** The name and the type, as tools show them: {@code cost int}. */
    public String described() {
      return name + (kind == Kind.NAME || kind == Kind.CATEGORY ? " text" : " int");
    }
  }

  /**
   * Copies and checks the rows.
   *
   * @throws IllegalArgumentException if a row has not a value for each column
   */
  public SqlTable {
    columns = ImmutableList.copyOf(columns);
    int width = columns.size();
    rows =
        rows.stream()
            .<List<Object>>map(ImmutableList::copyOf)
            .collect(ImmutableList.toImmutableList());
    rows.forEach(
        row ->
            checkArgument(
                row.size() == width, "rows: expected %s values each, got %s", width, row.size()));
  }

  /** The columns with their types, as tools show them. */
  public String described() {
    return columns.stream().map(Column::described).collect(Collectors.joining(", "));
  }

  /** The statements that make the table. */
  String statements() {
    return "CREATE TABLE "
        + name
        + " ("
        + described()
        + "); INSERT INTO "
        + name
        + " VALUES "
        + rows.stream()
            .map(
                row ->
                    row.stream().map(SqlTable::literal).collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "))
        + ";";
  }

  static String literal(Object value) {
    return value instanceof Integer
        ? value.toString()
        : "'" + value.toString().replace("'", "''") + "'";
  }

  /**
   * The same rows with other numbers and categories.
   *
   * @param draws what they are chosen by
   * @param greatest the greatest number
   * @return another table of the same columns, names and ids
   */
  public SqlTable redrawn(Draws draws, int greatest) {
    List<List<Object>> others = new ArrayList<>();
    rows.forEach(row -> others.add(new ArrayList<>(row)));
    for (int c = 0; c < columns.size(); c++) {
      int column = c;
      Kind kind = columns.get(c).kind();
      List<? extends Object> values =
          switch (kind) {
            case NUMBER -> draws.distinct(rows.size(), 1, greatest);
            case CATEGORY -> draws.shuffled(rows.stream().map(row -> row.get(column)).toList());
            case NAME, ID -> rows.stream().map(row -> row.get(column)).toList();
          };
      for (int r = 0; r < others.size(); r++) {
        others.get(r).set(column, values.get(r));
      }
    }
    return new SqlTable(name, columns, others);
  }
}
