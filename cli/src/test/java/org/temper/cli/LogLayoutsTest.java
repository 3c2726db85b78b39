package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
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

  @ParameterizedTest
  @ValueSource(strings = {"log.CSV", "log.Csv.Gz", "ratings.CSV", "Ratings.csv.GZ"})
  void endingsAreOfAnyCase(String name) throws IOException {
    Path data = directory.resolve(name);
    byte[] text = BadLogTest.csv("").getBytes(StandardCharsets.UTF_8);
    try (OutputStream file = Files.newOutputStream(data);
        OutputStream out =
            name.endsWith("v") || name.endsWith("V") ? file : new GZIPOutputStream(file)) {
      out.write(text);
    }
    Path given = name.startsWith("log") ? data : directory;
    assertThat(recommend(given).succeeds().out()).contains("96 events, 12 users, ");
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

  @ParameterizedTest
  @ValueSource(strings = {"missing", "empty", "equal", "equal.dat"})
  void aLogWhoseRatingsTellNothingApartHasNoFiguresOfHighTargets(String ratings)
      throws IOException {
    Path data = ratingless(ratings);
    Path out = directory.resolve("out");
    Run run = recommend(data, "--out", out);
    assertThat(run.succeeds().out())
        .contains("96 events, 12 users, ")
        .contains("targets, which no feedback tells apart (--feedback-column)")
        .contains("NDCG@10")
        .doesNotContain("high");
    String summary = Files.readString(out.resolve("summary.json"));
    assertThat(summary)
        .contains("hstu.all.ndcg@10")
        .doesNotContain(".high.ndcg")
        .doesNotContain("gap");
    assertThat(Files.readString(out.resolve("metrics.jsonl")))
        .contains("validation.all.ndcg@10")
        .doesNotContain("high");
  }

  @ParameterizedTest
  @CsvSource({
    "missing, 'rating: expected a column of that name, got the columns [userId, movieId,"
        + " timestamp]'",
    "empty, 'log.csv:2: rating: expected a number, got nothing'",
    "equal, '--feedback-column: expected one whose values differ, got rating, which is 4.0 in"
        + " every'",
    "equal.dat, '--feedback-column: expected one whose values differ, got rating, which is 4.0 in'",
  })
  void nothingIsWeightedByRatingsThatTellNothingApart(String ratings, String message)
      throws IOException {
    Path data = ratingless(ratings);
    Run.of("a-sft", "--data", data, "--core", 2, "--out", directory.resolve("out"))
        .failsWith(message);
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void aThresholdNeedsRatings() throws IOException {
    recommend(ratingless("missing"), "--high", 3)
        .failsWith("--high: expected none for a log without feedback, got 3.0");
    recommend(ratingless("equal"), "--high", 4)
        .failsWith("--high: expected a rating that some held-out events do not reach");
    recommend(ratingless("missing"), "--feedback-column", "stars")
        .failsWith("stars: expected a column of that name");
  }

  private Path ratingless(String ratings) throws IOException {
    String log =
        BadLogTest.csv("")
            .lines()
            .map(
                row -> {
                  String[] values = row.split(",", 4);
                  boolean header = values[2].equals("rating");
                  return switch (ratings) {
                    case "missing" -> values[0] + "," + values[1] + "," + values[3];
                    case "empty" -> row.replace("," + values[2] + ",", header ? ",rating," : ",,");
                    case "equal" ->
                        values[0] + "," + values[1] + (header ? ",rating," : ",4,") + values[3];
                    default -> values[0] + "::" + values[1] + "::4::" + values[3];
                  };
                })
            .skip(ratings.endsWith(".dat") ? 1 : 0)
            .collect(Collectors.joining("\n"));
    return Files.writeString(
        directory.resolve(ratings.endsWith(".dat") ? "log.dat" : "log.csv"), log);
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
    if (Arrays.asList(more).contains("--out")) {
      return recommendInto(data, more);
    }
    Path out = Files.createTempDirectory(directory, "run").resolve("out");
    return recommendInto(data, Stream.concat(Stream.of(more), Stream.of("--out", out)).toArray());
  }

  private static Run recommendInto(Path data, Object... more) {
    return Run.of(
        "recommend",
        "--data",
        data,
        Words.of("--core 2 --models hstu --prior none --seeds 1 --epochs 1"),
        Words.TINY_RECOMMENDER,
        Arrays.asList(more));
  }
}
