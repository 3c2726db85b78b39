package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of interactions as people have them, from the command line. */
class LogLayoutsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"u.data", "U.DATA", "ua.base", "u3.test"})
  void movieLens100KIsReadAsItStands(String name) throws IOException {
    Path data = Files.writeString(directory.resolve(name), rows("\t", 1));
    assertThat(recommend(data).succeeds().out()).contains("96 events, 12 users, ");
  }

  @Test
  void movieLens100KIsFoundInItsFolder() throws IOException {
    Files.writeString(directory.resolve("u.data"), rows("\t", 1));
    assertThat(recommend(directory).succeeds().out()).contains("96 events, 12 users, ");
  }

  @Test
  void columnsWithoutAHeaderAreNamedByAnOption() throws IOException {
    Path data = Files.writeString(directory.resolve("log.csv"), rows(",", 1));
    recommend(data).failsWith("where the first row is data, --columns names them");
    Run named = recommend(data, "--columns", "userId,movieId,rating,timestamp");
    assertThat(named.succeeds().out()).contains("96 events, 12 users, ");
    recommend(data, "--columns", "a,b,c,d").failsWith("userId: expected a column of that name");
  }

  @Test
  void aHeaderWhereNoneIsExpectedIsABadRow() throws IOException {
    Path data = Files.writeString(directory.resolve("log.csv"), BadLogTest.csv(""));
    recommend(data, "--columns", "userId,movieId,rating,timestamp")
        .failsWith("log.csv:1: timestamp: expected a number, got timestamp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000          | --time-unit milliseconds would make it 2001-09-09",
        "1000000       | --time-unit microseconds would make it 2001-09-09",
        "1000000000    | --time-unit nanoseconds would make it 2001-09-09",
      })
  void timesAfter2100AreRefusedWithTheUnitThatFits(long unit, String message) throws IOException {
    Path data = Files.writeString(directory.resolve("u.data"), rows("\t", unit));
    recommend(data).failsWith("u.data:1: time: expected seconds since 1970, before 2100, got 1000");
    recommend(data).failsWith(message);
    String named = message.split(" ", 3)[1];
    assertThat(recommend(data, "--time-unit", named).succeeds().out()).contains("96 events");
  }

  @Test
  void timesBefore1980AreWarnedOf() throws IOException {
    Path data = Files.writeString(directory.resolve("u.data"), rows("\t", 1));
    Run run = recommend(data, "--time-unit", "milliseconds");
    assertThat(run.code()).isZero();
    assertThat(run.err().strip())
        .hasLineCount(1)
        .startsWith("warning: " + data + ": time: 96 of 96 times are before 1980")
        .endsWith("; --time-unit seconds would make it 2001-09-09");
  }

  /** User, item, rating and time of 12 users with 8 events each, with so many ticks a second. */
  private static String rows(String separator, long ticks) {
    return BadLogTest.csv("")
        .lines()
        .skip(1)
        .map(row -> row.split(",", 4))
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "%s%s%s%s%s%s%d",
                    row[0],
                    separator,
                    row[1],
                    separator,
                    row[2],
                    separator,
                    ticks * Long.parseLong(row[3])))
        .collect(Collectors.joining("\n"));
  }

  private Run recommend(Path data, Object... more) throws IOException {
    Object[] command = {
      "recommend", "--data", data, "--core", 2, "--models", "hstu", "--prior", "none", "--seeds", 1,
      "--width", 8, "--layers", 1, "--heads", 1, "--max-length", 8, "--batch-size", 32, "--epochs",
      1, "--out", Files.createTempDirectory(directory, "run").resolve("out")
    };
    Object[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return Run.of(all);
  }
}
