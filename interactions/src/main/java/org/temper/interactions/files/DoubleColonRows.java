package org.temper.interactions.files;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.data.TextLines;

/** A reader of {@code user::item::rating::time}. */
final class DoubleColonRows {
  private static final String SEPARATOR = "::";
  static final InteractionFields FIELDS = InteractionFields.of("user", "item", "time", "rating");
  private static final int COLUMNS = FIELDS.all().size();

  /** Where the collector wants each column of the file: time and rating are swapped. */
  private static final List<Integer> PLACES = List.of(0, 1, 3, 2);

  private DoubleColonRows() {}

  static void read(Path file, RowCollector collector) {
    TextLines.readMarked(
        file,
        line -> {
          if (!line.text().isBlank()) {
            add(line, collector);
          }
        });
  }

  private static void add(TextLines.Line line, RowCollector collector) {
    @Nullable String[] texts = new String[COLUMNS];
    String text = line.text();
    int columns = 0;
    int from = 0;
    while (from <= text.length()) {
      int at = text.indexOf(SEPARATOR, from);
      int to = at < 0 ? text.length() : at;
      if (columns < COLUMNS) {
        texts[PLACES.get(columns)] = text.substring(from, to);
      }
      columns++;
      from = to + SEPARATOR.length();
      if (at < 0) {
        break;
      }
    }
    if (columns > COLUMNS) {
      collector.bad(
          line.number(), FIELDS.user(), "expected " + COLUMNS + " values, got " + columns);
    } else {
      collector.add(line.number(), texts);
    }
  }
}
