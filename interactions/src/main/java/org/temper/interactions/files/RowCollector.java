package org.temper.interactions.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.temper.data.MalformedDataException;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;

/** A collector that turns the texts of rows into events, and keeps account of those it cannot. */
final class RowCollector {
  private static final int LISTED = 10;

  /** The largest time that a fraction may stand at: above, a double skips whole numbers. */
  private static final double LARGEST_FRACTIONAL_TIME = 0x1p53;

  private final Path file;
  private final InteractionFields fields;
  private final ReadOptions options;
  private final InteractionLogBuilder builder;
  private final List<BadRow> firstBadRows = new ArrayList<>();
  private long badRows;
  private long goodRows;

  RowCollector(Path file, InteractionFields fields, ReadOptions options) {
    this.file = file;
    this.fields = fields;
    this.options = options;
    this.builder = InteractionLog.builder(fields.feedback().toArray(String[]::new));
  }

  /** The texts of a row: user, item, time, then feedback; null for what the row lacks. */
  void add(long line, @Nullable String[] texts) {
    try {
      String user = name(fields.user(), texts[0]);
      String item = name(fields.item(), texts[1]);
      long time = time(texts[2]);
      Map<String, Double> values = new HashMap<>();
      for (int i = 3; i < texts.length; i++) {
        String text = texts[i];
        boolean empty = text == null || text.isBlank();
        if (!empty || options.emptyFeedback() == EmptyFeedback.BAD_ROW) {
          String field = fields.feedback().get(i - 3);
          values.put(field, value(field, text));
        }
      }
      builder.add(user, item, time, values);
      goodRows++;
    } catch (BadFieldException e) {
      bad(line, e.field, e.reason);
    }
  }

  /** Notes a row that cannot even be told into columns. */
  void bad(long line, String field, String reason) {
    badRows++;
    if (firstBadRows.size() < LISTED) {
      firstBadRows.add(new BadRow(file, line, field, reason));
    }
    if (badRows > options.badRowLimit()) {
      BadRow first = firstBadRows.get(0);
      String more =
          badRows == 1 ? "" : " (the first of more than " + options.badRowLimit() + " bad rows)";
      throw new MalformedDataException(
          first.file(), first.line(), first.field() + ": " + first.reason() + more);
    }
  }

  ReadLog finish() {
    if (goodRows == 0) {
      throw new MalformedDataException(file, "expected at least one event, got none");
    }
    return new ReadLog(builder.build(options.seed()), badRows, firstBadRows);
  }

  private static String name(String field, @Nullable String text) throws BadFieldException {
    String name = text == null ? "" : text.strip();
    if (name.isEmpty()) {
      throw new BadFieldException(field, "expected a name, got nothing");
    }
    return name;
  }

  private static double value(String field, @Nullable String text) throws BadFieldException {
    double value = number(field, text);
    if (!Double.isFinite(value)) {
      throw new BadFieldException(field, "expected a finite number, got " + text);
    }
    return value;
  }

  private long time(@Nullable String text) throws BadFieldException {
    long time = wholeTime(text);
    if (time < 0) {
      throw new BadFieldException(fields.time(), "expected a time of at least 0, got " + text);
    }
    return options.timestamps().seconds(time);
  }

  private long wholeTime(@Nullable String text) throws BadFieldException {
    if (text != null) {
      try {
        return Long.parseLong(text.strip());
      } catch (NumberFormatException e) {
        // Perhaps it has a fraction.
      }
    }
    double time = number(fields.time(), text);
    if (!(Math.abs(time) <= LARGEST_FRACTIONAL_TIME)) {
      throw new BadFieldException(fields.time(), "expected a time, got " + text);
    }
    return (long) Math.floor(time);
  }

  private static double number(String field, @Nullable String text) throws BadFieldException {
    if (text == null || text.isBlank()) {
      throw new BadFieldException(field, "expected a number, got nothing");
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new BadFieldException(field, "expected a number, got " + text);
    }
  }

  /** A field that is not what it should be; without a stack, for there may be many. */
  private static final class BadFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String reason;

    BadFieldException(String field, String reason) {
      super(reason, null, false, false);
      this.field = field;
      this.reason = reason;
    }
  }
}
