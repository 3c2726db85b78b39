package org.temper.environments.procedural;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.environments.generated.Answers;
import org.temper.environments.generated.Draws;

/** Questions of the calendar: dates after and before others, days between, days of the week. */
final class Dates implements TaskFamily {
  private static final int[] LONGEST = {28, 365, 5000, 260};
  private static final int WORKING = 4;
  private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})");

  @Override
  public String name() {
    return "dates";
  }

  @Override
  public String difficultyMeaning() {
    return "1: up to 28 days apart, 2: up to 365, 3: up to 5000, 4: up to 260 working days";
  }

  @Override
  public int hardest() {
    return WORKING;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    LocalDate from = LocalDate.of(1990, 1, 1).plusDays(draws.between(0, 18_000));
    int days = draws.between(1, LONGEST[difficulty - 1]);
    Asked asked =
        difficulty == WORKING
            ? Asked.WORKING
            : draws.one(ImmutableList.of(Asked.AFTER, Asked.BEFORE, Asked.BETWEEN, Asked.WEEKDAY));
    return new Question(asked, from, days);
  }

  private static LocalDate afterWorkingDays(LocalDate from, int days) {
    LocalDate date = from;
    for (int left = days; left > 0; ) {
      date = date.plusDays(1);
      if (date.getDayOfWeek().getValue() <= DayOfWeek.FRIDAY.getValue()) {
        left--;
      }
    }
    return date;
  }

  private static String name(LocalDate date) {
    return date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /** What is asked for. */
  private enum Asked {
    AFTER,
    BEFORE,
    BETWEEN,
    WEEKDAY,
    WORKING
  }

  private record Question(Asked asked, LocalDate from, int days) implements Puzzle {
    private static final String FORM = " Answer as year-month-day, such as 2001-02-03.";

    @Override
    public String question() {
      String number = days == 1 ? "1 day" : days + " days";
      return switch (asked) {
        case AFTER -> "Which date is " + number + " after " + from + "?" + FORM;
        case BEFORE -> "Which date is " + number + " before " + from + "?" + FORM;
        case BETWEEN ->
            "How many days after "
                + from
                + " is "
                + from.plusDays(days)
                + "? Answer with the number alone.";
        case WEEKDAY ->
            "Which day of the week is "
                + number
                + " after "
                + from
                + ", a "
                + name(from)
                + "? Answer with its name alone.";
        case WORKING ->
            "Which date is "
                + days
                + " working days (Monday to Friday) after "
                + from
                + ", a "
                + name(from)
                + "?"
                + FORM;
      };
    }

    private LocalDate target() {
      return switch (asked) {
        case AFTER, BETWEEN, WEEKDAY -> from.plusDays(days);
        case BEFORE -> from.minusDays(days);
        case WORKING -> afterWorkingDays(from, days);
      };
    }

    private String answer(int off) {
      LocalDate date = target().plusDays(off);
      return switch (asked) {
        case BETWEEN -> Integer.toString(days + off);
        case WEEKDAY -> name(date);
        case AFTER, BEFORE, WORKING -> date.toString();
      };
    }

    @Override
    public String gold() {
      return answer(0);
    }

    @Override
    public String noOp() {
      return from.toString();
    }

    @Override
    public String nearMiss() {
      return answer(1);
    }

    @Override
    public Optional<String> fault(String answer) {
      String given = Answers.words(answer);
      boolean right =
          switch (asked) {
            case BETWEEN ->
                Answers.number(given)
                    .filter(number -> number.compareTo(BigDecimal.valueOf(days)) == 0)
                    .isPresent();
            case WEEKDAY ->
                List.of(gold(), gold().substring(0, 3)).stream()
                    .anyMatch(name -> name.equalsIgnoreCase(given));
            case AFTER, BEFORE, WORKING -> date(given).equals(Optional.of(target()));
          };
      return right
          ? Optional.empty()
          : Optional.of("expected " + gold() + ", got " + Excerpt.of(answer));
    }

    private static Optional<LocalDate> date(String text) {
      Matcher parts = DATE.matcher(text);
      if (!parts.matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            LocalDate.of(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3))));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
  }
}
