package org.temper.environments.sql;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.temper.environments.generated.Draws;
import org.temper.environments.sql.SqlTable.Column;
import org.temper.environments.sql.SqlTable.Kind;

/**
 * A domain's tables under the names that they have in one database.
 *
 * @param domain the domain
 * @param things the table of things
 * @param name the column that says what a thing is called
 * @param first the column of the domain's first number
 * @param second that of its second
 * @param kind the column that says of which kind a thing is
 * @param id the column that events refer to
 * @param events the table of events
 * @param reference the column that says of which thing an event is
 * @param quantity the column of the events' number
 */
record SqlSchema(
    SqlDomain domain,
    String things,
    String name,
    String first,
    String second,
    String kind,
    String id,
    String events,
    String reference,
    String quantity) {

  static SqlSchema draw(Draws draws, SqlDomain domain) {
    return new SqlSchema(
        domain,
        numbered(draws, domain.tables()),
        draws.one(domain.nameColumns()),
        draws.one(domain.first().names()),
        draws.one(domain.second().names()),
        draws.one(domain.kindColumns()),
        draws.one(List.of("id", "key", "no")),
        numbered(draws, domain.events().names()),
        draws.one(List.of("item", "ref", "of_id")),
        draws.one(List.of("number", "amount", "qty")));
  }

  /** A name that can only be known by looking: a word and a digit. */
  private static String numbered(Draws draws, List<String> names) {
    return draws.one(names) + draws.between(1, 9);
  }

  /** The table of things with its name and numbers, in this order. */
  SqlTable plain(Draws draws, int rows, int greatest) {
    return table(
        draws,
        things,
        ImmutableList.of(
            new Column(name, Kind.NAME),
            new Column(first, Kind.NUMBER),
            new Column(second, Kind.NUMBER)),
        rows,
        greatest);
  }

  /** The table of things with all its columns, in any order. */
  SqlTable whole(Draws draws, int rows, int greatest) {
    return table(
        draws,
        things,
        draws.shuffled(
            ImmutableList.of(
                new Column(id, Kind.ID),
                new Column(name, Kind.NAME),
                new Column(kind, Kind.CATEGORY),
                new Column(first, Kind.NUMBER),
                new Column(second, Kind.NUMBER))),
        rows,
        greatest);
  }

  /** Events of things whose ids are 1 to {@code things}: of each one or two. */
  SqlTable happened(Draws draws, int things, int greatest) {
    List<Integer> references = new ArrayList<>();
    for (int thing = 1; thing <= things; thing++) {
      references.add(thing);
      if (draws.coin()) {
        references.add(thing);
      }
    }
    List<Integer> quantities = draws.distinct(references.size(), 1, greatest);
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < references.size(); row++) {
      rows.add(List.of(references.get(row), quantities.get(row)));
    }
    return new SqlTable(
        events,
        ImmutableList.of(new Column(reference, Kind.ID), new Column(quantity, Kind.NUMBER)),
        draws.shuffled(rows));
  }

  private SqlTable table(Draws draws, String table, List<Column> columns, int count, int greatest) {
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(new ArrayList<>());
    }
    for (Column column : columns) {
      List<? extends Object> values =
          switch (column.kind()) {
            case ID -> draws.distinct(count, 1, count);
            case NAME -> draws.some(domain.names(), count);
            case NUMBER -> draws.distinct(count, 1, greatest);
            case CATEGORY -> kinds(draws, count);
          };
      for (int row = 0; row < count; row++) {
        rows.get(row).add(values.get(row));
      }
    }
    return new SqlTable(table, columns, rows);
  }

  /** Every kind as evenly as may be. */
  private List<String> kinds(Draws draws, int count) {
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kinds.add(domain.kinds().get(i % domain.kinds().size()));
    }
    return draws.shuffled(kinds);
  }
}
