package org.temper.interactions.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.data.MalformedDataException;
import org.temper.data.TextLines;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.Names;

/** A collector that turns the texts of rows into events, and keeps account of those it cannot. */
final class RowCollector {
  private static final int LISTED = 10;

  /** The largest time that a fraction may stand at: above, a double skips whole numbers. */
  private static final double LARGEST_FRACTIONAL_TIME = 0x1p53;

  private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "+Infinity", "-Infinity");

  private final Path file;
  private final InteractionFields fields;
  private final ReadOptions options;
  private final InteractionLogBuilder builder;
  private final TimeRange range;
  private final List<BadRow> firstBadRows = new ArrayList<>();
  private long badRows;
  private long goodRows;

  RowCollector(Path file, InteractionFields fields, ReadOptions options) {
    this.file = file;
    this.fields = fields;
    this.options = options;
    this.range = new TimeRange(options.timestamps());
    this.builder = InteractionLog.builder(fields.feedback().toArray(String[]::new));
  }

  /** The texts of a row: user, item, time, then feedback; null for what the row lacks. */
  void add(long line, @Nullable String[] texts) {
    try {
      checkUtf8(texts);
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
      builder.add(user, item, options.timestamps().seconds(time), values);
      range.add(time);
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
      throw new MalformedDataException(first.file(), first.line(), first.problem() + more);
    }
  }

  ReadLog finish() {
    if (goodRows == 0) {
      throw new MalformedDataException(file, "expected at least one event, got none");
    }
    return new ReadLog(
        builder.build(options.seed()), badRows, firstBadRows, range.warning(fields.time()));
  }

  private static String name(String field, @Nullable String text) throws BadFieldException {
    String name = text == null ? "" : text.strip();
    Optional<String> fault = Names.fault(name);
    if (fault.isPresent()) {
      throw new BadFieldException(field, fault.get());
    }
    return name;
  }

  private static void checkUtf8(@Nullable String[] texts) throws BadFieldException {
    for (String text : texts) {
      if (text != null && TextLines.isMalformed(text)) {
        throw new BadFieldException("", TextLines.NOT_UTF_8);
      }
    }
  }

  private static double value(String field, @Nullable String text) throws BadFieldException {
    String number = number(field, text);
    double value = Double.parseDouble(number);
    if (!Double.isFinite(value)) {
      throw new BadFieldException(field, "expected a finite number, got " + number);
    }
    return value;
  }

  /** A time in the file's own unit. */
  private long time(@Nullable String text) throws BadFieldException {
    String number = number(fields.time(), text);
    long time = wholeTime(number);
    if (time < 0) {
      throw new BadFieldException(fields.time(), "expected a time of at least 0, got " + number);
    }
    if (!range.holds(time)) {
      throw new BadFieldException(fields.time(), range.expected(number, time));
    }
    return time;
  }

  private long wholeTime(String number) throws BadFieldException {
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      double time = Double.parseDouble(number);
      if (!(Math.abs(time) <= LARGEST_FRACTIONAL_TIME)) {
        throw new BadFieldException(fields.time(), "expected a time, got " + Excerpt.of(number));
      }
      return (long) Math.floor(time);
    }
  }

  /** The text of a plain decimal number, or of one that is not finite. */
  private static String number(String field, @Nullable String text) throws BadFieldException {
    if (text == null || text.isBlank()) {
      throw new BadFieldException(field, "expected a number, got nothing");
    }
    String number = text.strip();
    if (!PlainNumber.isOne(number) && !NOT_FINITE.contains(number)) {
      throw new BadFieldException(field, "expected a number, got " + Excerpt.of(text));
    }
    return number;
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
