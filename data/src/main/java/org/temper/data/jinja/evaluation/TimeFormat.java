package org.temper.data.jinja.evaluation;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.temper.data.jinja.values.Budget;

/** A time in the directives of {@code strftime}, as the C locale has them. */
final class TimeFormat {
  private static final String PADDING = "-_0^#";

  private TimeFormat() {}

  static String format(ZonedDateTime time, String format, Budget budget) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i++);
      if (c != '%' || i == format.length()) {
        text.append(c);
        continue;
      }
      int start = i;
      while (i < format.length() && PADDING.indexOf(format.charAt(i)) >= 0) {
        i++;
      }
      String flags = format.substring(start, i);
      if (i == format.length()) {
        text.append('%').append(flags);
      } else {
        text.append(directive(time, format.charAt(i++), flags, budget));
      }
    }
    budget.make(text.length());
    return text.toString();
  }

  private static String directive(ZonedDateTime time, char directive, String flags, Budget budget) {
    return switch (directive) {
      case 'a' -> cased(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.US), flags);
      case 'A' -> cased(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US), flags);
      case 'b', 'h' -> cased(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.US), flags);
      case 'B' -> cased(time.getMonth().getDisplayName(TextStyle.FULL, Locale.US), flags);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'd' -> number(time.getDayOfMonth(), 2, '0', flags);
      case 'e' -> number(time.getDayOfMonth(), 2, ' ', flags);
      case 'H' -> number(time.getHour(), 2, '0', flags);
      case 'k' -> number(time.getHour(), 2, ' ', flags);
      case 'I' -> number(halfDayHour(time), 2, '0', flags);
      case 'l' -> number(halfDayHour(time), 2, ' ', flags);
      case 'j' -> number(time.getDayOfYear(), 3, '0', flags);
      case 'm' -> number(time.getMonthValue(), 2, '0', flags);
      case 'M' -> number(time.getMinute(), 2, '0', flags);
      case 'S' -> number(time.getSecond(), 2, '0', flags);
      case 'f' -> number(time.getNano() / 1000, 6, '0', "");
      case 'y' -> number(time.getYear() % 100, 2, '0', flags);
      case 'Y' -> number(time.getYear(), 1, '0', flags);
      case 'C' -> number(time.getYear() / 100, 2, '0', flags);
      case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flags);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 1, '0', flags);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flags);
      case 'U' -> number(week(time, time.getDayOfWeek().getValue() % 7), 2, '0', flags);
      case 'W' -> number(week(time, time.getDayOfWeek().getValue() - 1), 2, '0', flags);
      case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 's' -> String.valueOf(time.toEpochSecond());
      case 'c' -> format(time, "%a %b %e %H:%M:%S %Y", budget);
      case 'x', 'D' -> format(time, "%m/%d/%y", budget);
      case 'X', 'T' -> format(time, "%H:%M:%S", budget);
      case 'F' -> format(time, "%Y-%m-%d", budget);
      case 'R' -> format(time, "%H:%M", budget);
      case 'r' -> format(time, "%I:%M:%S %p", budget);
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default -> "%" + flags + directive;
    };
  }

  private static String cased(String name, String flags) {
    return flags.contains("^") || flags.contains("#") ? name.toUpperCase(Locale.ROOT) : name;
  }

  private static int halfDayHour(ZonedDateTime time) {
    return time.get(ChronoField.CLOCK_HOUR_OF_AMPM);
  }

  /** The week of the year, where a day of the week is counted from the week's first. */
  private static int week(ZonedDateTime time, int dayOfWeek) {
    return (time.getDayOfYear() + 6 - dayOfWeek) / 7;
  }

  private static String number(int number, int width, char fill, String flags) {
    String digits = String.valueOf(number);
    if (flags.endsWith("-")) {
      return digits;
    }
    char padding = flags.endsWith("_") ? ' ' : flags.endsWith("0") ? '0' : fill;
    return String.valueOf(padding).repeat(Math.max(0, width - digits.length())) + digits;
  }
}
