package org.temper.environments.sql;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Words of one kind of tables: how questions speak of it, and what its tables and columns may be
 * called. No word of a question is a table's or a column's name.
 *
 * @param tables names of the table of things
 * @param nameColumns names of the column that says what a thing is called
 * @param names what things are called
 * @param first a number of each thing
 * @param second another
 * @param kindColumns names of the column that says of which kind a thing is
 * @param kinds kinds of things
 * @param events names of the table of events, and how questions speak of their number
 */
record SqlDomain(
    List<String> tables,
    List<String> nameColumns,
    List<String> names,
    Concept first,
    Concept second,
    List<String> kindColumns,
    List<String> kinds,
    Concept events) {

  /** A word of questions, and what stands for it in a database. */
  record Concept(String word, List<String> names) {}

  private static final List<String> KIND_COLUMNS = ImmutableList.of("type", "sort", "class");
  private static final List<String> NAME_COLUMNS = ImmutableList.of("label", "title", "tag");

  /** The domains; the first two are those of the least difficulty. */
  static final List<SqlDomain> ALL =
      ImmutableList.of(
          of(
              ImmutableList.of("goods", "stock", "wares"),
              ImmutableList.of("tea", "jam", "oil", "rice", "milk", "salt", "nuts", "eggs"),
              concept("price", "cost", "fee", "value"),
              concept("weight", "mass", "load", "grams"),
              ImmutableList.of("food", "drink", "gift"),
              concept("sold", "sales", "deals", "orders")),
          of(
              ImmutableList.of("books", "works", "texts"),
              ImmutableList.of("dune", "emma", "wolf", "moon", "sand", "hero", "rain", "star"),
              concept("length", "pages", "leaves", "extent"),
              concept("age", "years", "since", "era"),
              ImmutableList.of("novel", "poem", "play"),
              concept("lent", "loans", "lends", "visits")),
          of(
              ImmutableList.of("flights", "routes", "trips"),
              ImmutableList.of("rome", "oslo", "lima", "bern", "cairo", "delhi", "paris", "tokyo"),
              concept("time", "hours", "duration", "span"),
              concept("distance", "miles", "reach", "legs"),
              ImmutableList.of("short", "long", "night"),
              concept("booked", "seats", "tickets", "fares")),
          of(
              ImmutableList.of("animals", "beasts", "pets"),
              ImmutableList.of("lion", "bear", "wolf", "seal", "fox", "owl", "ape", "yak"),
              concept("height", "size", "rise", "inches"),
              concept("speed", "pace", "mph", "knots"),
              ImmutableList.of("bird", "cat", "wild"),
              concept("fed", "meals", "rations", "bowls")),
          of(
              ImmutableList.of("teams", "clubs", "squads"),
              ImmutableList.of(
                  "reds", "blues", "kings", "bulls", "jets", "sharks", "hawks", "rams"),
              concept("wins", "won", "victories", "points"),
              concept("losses", "lost", "defeats", "downs"),
              ImmutableList.of("north", "south", "west"),
              concept("scored", "games", "matches", "rounds")));

  private static SqlDomain of(
      List<String> tables,
      List<String> names,
      Concept first,
      Concept second,
      List<String> kinds,
      Concept events) {
    return new SqlDomain(tables, NAME_COLUMNS, names, first, second, KIND_COLUMNS, kinds, events);
  }

  private static Concept concept(String word, String... names) {
    return new Concept(word, ImmutableList.copyOf(names));
  }
}
