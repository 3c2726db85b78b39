package org.temper.interactions.files;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.temper.api.Excerpt;

/**
 * The times of a file, in the unit that it is said to count in, held against the calendar: a wrong
 * unit puts them into 1970, or thousands of years from now.
 */
final class TimeRange {
  /** 1980-01-01 and 2100-01-01 in seconds since 1970: logs of interactions are of between. */
  static final long EARLIEST_LIKELY = 315_532_800L;

  static final long LATEST = 4_102_444_800L;

  private static final long LONGEST_LIKELY_YEARS = 100;
  private static final long YEAR_SECONDS = 31_556_952L;

  private final Timestamps unit;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long times;
  private long early;

  TimeRange(Timestamps unit) {
    this.unit = unit;
  }

  /** Takes account of a time of a good row, as it stands in the file. */
  void add(long time) {
    first = Math.min(first, time);
    last = Math.max(last, time);
    times++;
    early += unit.seconds(time) < EARLIEST_LIKELY ? 1 : 0;
  }

  /** Whether a time, as it stands in the file, is of a year that it can be of. */
  boolean holds(long time) {
    return unit.seconds(time) < LATEST;
  }

  /** What is expected of a time that is too late. */
  String expected(String text, long time) {
    return "expected "
        + name(unit)
        + " since 1970, before 2100, got "
        + Excerpt.of(text)
        + remedy(time);
  }

  /** What is odd about the times, where something is. */
  Optional<String> warning(String field) {
    long years = (unit.seconds(last) - unit.seconds(first)) / YEAR_SECONDS;
    if (early == 0 && years < LONGEST_LIKELY_YEARS) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %d of %d times are before 1980 and they span %d years, from %s to %s, if they are"
                + " %s since 1970%s",
            field,
            early,
            times,
            years,
            day(first),
            day(last),
            name(unit),
            remedy(last)));
  }

  /** The option, with the unit in which a time would be of a likely year. */
  private String remedy(long time) {
    return Arrays.stream(Timestamps.values())
        .filter(other -> other != unit)
        .filter(other -> other.seconds(time) >= EARLIEST_LIKELY && other.seconds(time) < LATEST)
        .findFirst()
        .map(other -> "; --time-unit " + name(other) + " would make it " + day(other, time))
        .orElse("; --time-unit names another unit");
  }

  private String day(long time) {
    return day(unit, time);
  }

  private static String day(Timestamps unit, long time) {
    return Instant.ofEpochSecond(unit.seconds(time)).atOffset(ZoneOffset.UTC).toLocalDate() + "";
  }

  private static String name(Timestamps unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }
}
