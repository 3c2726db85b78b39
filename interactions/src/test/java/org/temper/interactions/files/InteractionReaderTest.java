package org.temper.interactions.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.MalformedDataException;
import org.temper.interactions.InteractionLog;

class InteractionReaderTest {
  private static final ReadOptions SECONDS = ReadOptions.strict(Timestamps.SECONDS, 1);
  private static final InteractionFields FIELDS =
      InteractionFields.of("user", "item", "time", "watch");

  @TempDir Path directory;

  @Test
  void doubleColonsAreReadInAnyOrder() throws IOException {
    Path file = write("1::10::7::300\r\n\n2::10::8::100\n1::20::9::200");
    ReadLog read = InteractionReader.doubleColon(file, SECONDS);
    assertThat(read.badRows()).isZero();
    InteractionLog log = read.log();
    assertThat(log.users().asList()).containsExactly("1", "2");
    assertThat(log.items().asList()).containsExactly("10", "20");
    assertThat(log.events().items()).isEqualTo(ImmutableIntArray.of(1, 0, 0));
    assertThat(log.events().times()).isEqualTo(ImmutableLongArray.of(200, 300, 100));
    assertThat(log.events().feedback("rating")).isEqualTo(ImmutableDoubleArray.of(9, 7, 8));
  }

  @Test
  void gzipIsReadWhateverTheNameOfTheFile() throws IOException {
    Path file = directory.resolve("ratings.bin");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("1::10::7::300\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(InteractionReader.doubleColon(file, SECONDS).log().size()).isEqualTo(1);
    Path csv = directory.resolve("csv.bin");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(csv))) {
      out.write("user,item,time,watch\na,b,1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(csv(csv, SECONDS).log().size()).isEqualTo(1);
  }

  @Test
  void feedbackThatIsNotGivenIsNotZeroWhereTheOptionsSaySo() throws IOException {
    Path file = write("user,item,time,watch\na,x,1,0\na,y,2,\na,z,3, \nb,x,4");
    ReadOptions options = SECONDS.withEmptyFeedback(EmptyFeedback.NOT_GIVEN);
    ReadLog read = csv(file, options);
    assertThat(read.badRows()).isZero();
    assertThat(read.log().events().feedback("watch"))
        .isEqualTo(ImmutableDoubleArray.of(0, Double.NaN, Double.NaN, Double.NaN));
    assertThatThrownBy(() -> csv(file, SECONDS))
        .hasMessage(file + ":3: watch: expected a number, got nothing");
    // What is there has to be a number all the same.
    Path bad = write("user,item,time,watch\na,x,1,NaN");
    assertThatThrownBy(() -> csv(bad, options))
        .hasMessage(bad + ":2: watch: expected a finite number, got NaN");
    Path colons = write("1::10::::300\n1::20::7::400");
    assertThat(InteractionReader.doubleColon(colons, options).log().events().feedback("rating"))
        .isEqualTo(ImmutableDoubleArray.of(Double.NaN, 7));
  }

  @Test
  void aFileNeedsNoColumnOfFeedback() throws IOException {
    Path file = write("user,item,time\na,x,1\na,y,2");
    InteractionLog log =
        InteractionReader.delimited(
                file, DelimitedFormat.csv(), InteractionFields.of("user", "item", "time"), SECONDS)
            .log();
    assertThat(log.size()).isEqualTo(2);
    assertThat(log.events().feedback()).isEmpty();
  }

  @Test
  void namedColumnsAreFoundWhereverTheyAre() throws IOException {
    Path file =
        write(
            """
            \uFEFFtime,title,watch,user,item,click
            100,"a, ""b""
            c",1.5,ann,x,1

            50,d,-2e1,ann,y,0
            """);
    InteractionFields fields = InteractionFields.of("user", "item", "time", "click", "watch");
    InteractionLog log =
        InteractionReader.delimited(file, DelimitedFormat.csv(), fields, SECONDS).log();
    assertThat(log.events().times()).isEqualTo(ImmutableLongArray.of(50, 100));
    assertThat(log.events().feedback().keySet()).containsExactly("click", "watch");
    assertThat(log.events().feedback("watch")).isEqualTo(ImmutableDoubleArray.of(-20, 1.5));
  }

  @Test
  void tabsSeparateWithoutQuotesAndColumnsMayBeNamedByTheCaller() throws IOException {
    Path file = write("196\t\"242\t3\t881250949\n186\t302\t3\t891717742\n");
    DelimitedFormat format = DelimitedFormat.tsv().withoutHeader("user", "item", "watch", "time");
    InteractionLog log = InteractionReader.delimited(file, format, FIELDS, SECONDS).log();
    assertThat(log.items().asList()).containsExactly("\"242", "302");
    assertThat(log.events().times()).isEqualTo(ImmutableLongArray.of(881250949, 891717742));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\t", "\0", "\u001b", "\u0085", "\u2028", "\u2029", "\u007f"})
  void aNameWithAControlCharacterIsABadRow(String character) throws IOException {
    for (int column = 0; column < 2; column++) {
      String[] values = {"a", "x", "1000000000", "1"};
      values[column] = "\"n" + character + "m\"";
      Path file = write("user,item,time,watch\nb,y,1000000000,1\n" + String.join(",", values));
      String problem =
          String.format(
              ":3: %s: expected a name without line breaks and control characters, got one with"
                  + " U+%04X",
              column == 0 ? "user" : "item", (int) character.charAt(0));
      assertThatThrownBy(() -> csv(file, SECONDS))
          .isInstanceOf(MalformedDataException.class)
          .hasMessage(file + problem);
      ReadLog read = csv(file, SECONDS.withBadRowLimit(1));
      assertThat(read.log().size()).isEqualTo(1);
      assertThat(read.firstBadRows().get(0)).hasToString(file + problem);
    }
    if (!character.equals("\n")) {
      Path colons = write("1::x" + character + "y::3::1000000000\n");
      assertThatThrownBy(() -> InteractionReader.doubleColon(colons, SECONDS))
          .hasMessageStartingWith(colons + ":1: item: expected a name without line breaks");
    }
  }

  @Test
  void aNameThatIsNotUtf8IsABadRow() throws IOException {
    for (int[] bytes :
        new int[][] {{0xe9}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xff}, {0xf0, 0x9f}}) {
      ByteArrayOutputStream rows = new ByteArrayOutputStream();
      rows.writeBytes(
          "user,item,time,watch\na,x,1000000000,1\nb,y".getBytes(StandardCharsets.UTF_8));
      for (int one : bytes) {
        rows.write(one);
      }
      rows.writeBytes(
          "z,1000000000,1\nc,\ud83d\ude00\ud800\udc00,1000000000,1"
              .getBytes(StandardCharsets.UTF_8));
      Path file = Files.write(Files.createTempFile(directory, "log", ".csv"), rows.toByteArray());
      assertThatThrownBy(() -> csv(file, SECONDS))
          .hasMessage(file + ":3: expected UTF-8, got other bytes");
      ReadLog read = csv(file, SECONDS.withBadRowLimit(1));
      assertThat(read.badRows()).isEqualTo(1);
      assertThat(read.firstBadRows().get(0))
          .hasToString(file + ":3: expected UTF-8, got other bytes");
    }
    byte[] colons = "1::x::3::4\n1::\u00e9::3::4".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(directory.resolve("latin.dat"), colons);
    ReadLog read = InteractionReader.doubleColon(file, SECONDS.withBadRowLimit(1));
    assertThat(read.log().size()).isEqualTo(1);
    assertThat(read.firstBadRows().get(0))
        .hasToString(file + ":2: expected UTF-8, got other bytes");
  }

  @Test
  void columnsAreTheFormatsOrTheFirstRows() throws IOException {
    Path file = write("\uFEFFuser, item\na,x\n");
    assertThat(InteractionReader.delimitedColumns(file, DelimitedFormat.csv()))
        .containsExactly("user", "item");
    DelimitedFormat named = DelimitedFormat.csv().withoutHeader("a", "b");
    assertThat(InteractionReader.delimitedColumns(file, named)).containsExactly("a", "b");
    Path empty = write("\n");
    assertThatThrownBy(() -> InteractionReader.delimitedColumns(empty, DelimitedFormat.csv()))
        .hasMessage(empty + ": expected at least one row, got none");
  }

  @Test
  void aRowIsBounded() throws IOException {
    Path wide = write("user,item,time,watch\n" + "1,".repeat(20_000));
    assertThatThrownBy(() -> csv(wide, SECONDS))
        .hasMessage(wide + ":2: expected at most 10000 values in a row, got more");
    String value = "\"" + "x\n".repeat(5_000_000) + "\"";
    Path longValue = write("user,item,time,watch\n" + value + ",1,2," + value);
    assertThatThrownBy(() -> csv(longValue, SECONDS))
        .hasMessage(longValue + ":2: expected a line of at most 16 MiB, got a longer one");
    Path longer = write("user,item,time,watch\n" + "x".repeat((1 << 24) + 1));
    assertThatThrownBy(() -> csv(longer, SECONDS))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("expected separated values, got: ");
    Path colons = write("1::2::3::1000000000\n" + "x".repeat((1 << 24) + 1));
    assertThatThrownBy(() -> InteractionReader.doubleColon(colons, SECONDS))
        .hasMessage(colons + ":2: expected a line of at most 16 MiB, got a longer one");
  }

  @Test
  void numbersArePlainDecimalPowersOfTenIncluded() throws IOException {
    Path file =
        write("user,item,time,watch\na,x,1e9,1e3\na,y,+1000000001,-.5E-1\na,z,1000000002, 3. ");
    InteractionLog log = csv(file, SECONDS).log();
    assertThat(log.events().times())
        .isEqualTo(ImmutableLongArray.of(1_000_000_000, 1_000_000_001, 1_000_000_002));
    assertThat(log.events().feedback("watch")).isEqualTo(ImmutableDoubleArray.of(1000, -.05, 3));
  }

  @Test
  void movieLens100KIsReadAsItStands() throws IOException {
    Path file = write("196\t242\t3\t881250949\n186\t302\t4\t891717742\n");
    ReadLog read =
        InteractionReader.delimited(
            file, DelimitedFormat.movieLens100K(), InteractionFields.movieLens100K(), SECONDS);
    assertThat(read.log().users().asList()).containsExactly("196", "186");
    assertThat(read.log().events().feedback("rating")).isEqualTo(ImmutableDoubleArray.of(3, 4));
    assertThat(read.timeWarning()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "seconds, 1500000000, ",
    "milliseconds, 1500000000000, ",
    "microseconds, 1500000000000000, ",
    "nanoseconds, 1500000000000000000, ",
    "milliseconds, 1500000000, '; --time-unit seconds would make it 2017-07-14'",
    "seconds, 1000, '; --time-unit names another unit'",
  })
  void timesBefore1980AreWarnedOf(String unit, String time, @Nullable String remedy)
      throws IOException {
    Path file = write("user,item,time,watch\na,x," + time + ",1\n");
    Timestamps timestamps = Timestamps.valueOf(unit.toUpperCase(Locale.ROOT));
    ReadLog read = csv(file, ReadOptions.strict(timestamps, 1));
    if (remedy == null) {
      assertThat(read.timeWarning()).isEmpty();
      assertThat(read.log().events().times()).isEqualTo(ImmutableLongArray.of(1_500_000_000));
    } else {
      assertThat(read.timeWarning().orElseThrow())
          .startsWith("time: 1 of 1 times are before 1980")
          .endsWith(remedy);
    }
  }

  @Test
  void aSpanOfACenturyIsWarnedOf() throws IOException {
    Path file = write("user,item,time,watch\na,x,400000000,1\na,y,4000000000,1\n");
    assertThat(csv(file, SECONDS).timeWarning().orElseThrow())
        .contains("they span 114 years, from 1982-09-04 to 2096-10-02");
  }

  @ParameterizedTest
  @CsvSource({
    "seconds, 1500000000000, '; --time-unit milliseconds would make it 2017-07-14'",
    "milliseconds, 1500000000000000, '; --time-unit microseconds would make it 2017-07-14'",
    "seconds, 1500000000000000000, '; --time-unit nanoseconds would make it 2017-07-14'",
    "seconds, 4102444800, '; --time-unit names another unit'",
  })
  void aTimeAfter2100IsABadRow(String unit, String time, String remedy) throws IOException {
    Path file = write("user,item,time,watch\na,x," + time + ",1\n");
    Timestamps timestamps = Timestamps.valueOf(unit.toUpperCase(Locale.ROOT));
    assertThatThrownBy(() -> csv(file, ReadOptions.strict(timestamps, 1)))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(
            file + ":2: time: expected %s since 1970, before 2100, got %s%s", unit, time, remedy);
  }

  @Test
  void aFileWithoutAHeaderIsToldFromOneOfOtherColumns() throws IOException {
    Path file = write("a,x,5,1000000000\nb,y,4,1000000001\n");
    assertThatThrownBy(() -> csv(file, SECONDS))
        .hasMessage(
            file
                + ":1: user: expected a column of that name, got the columns"
                + " [a, x, 5, 1000000000], of which some are numbers: where the first row is data,"
                + " --columns names them");
    DelimitedFormat named = DelimitedFormat.csv().withoutHeader("user", "item", "watch", "time");
    assertThat(InteractionReader.delimited(file, named, FIELDS, SECONDS).log().size()).isEqualTo(2);
  }

  @Test
  void movieLensColumnsAreKnown() throws IOException {
    Path file = write("userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n");
    InteractionLog log =
        InteractionReader.delimited(
                file, DelimitedFormat.csv(), InteractionFields.movieLens(), SECONDS)
            .log();
    assertThat(log.events().feedback("rating")).isEqualTo(ImmutableDoubleArray.of(2.5));
  }

  @Test
  void millisecondsAndFractionsAreCutDownToSeconds() throws IOException {
    Path file = write("user,item,time,watch\na,x,1999,1\na,y,2000.9,1\n");
    ReadOptions millis = ReadOptions.strict(Timestamps.MILLISECONDS, 1);
    assertThat(csv(file, millis).log().events().times()).isEqualTo(ImmutableLongArray.of(1, 2));
    assertThat(csv(file, SECONDS).log().events().times())
        .isEqualTo(ImmutableLongArray.of(1999, 2000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,x,1           | watch: expected a number, got nothing",
        "a,x,1,          | watch: expected a number, got nothing",
        "a,x,1,many      | watch: expected a number, got many",
        "a,x,1,NaN       | watch: expected a finite number, got NaN",
        "a,x,1,-Infinity | watch: expected a finite number, got -Infinity",
        "a,x,-1,5        | time: expected a time of at least 0, got -1",
        "a,x,-0.5,5      | time: expected a time of at least 0, got -0.5",
        "a,x,noon,5      | time: expected a number, got noon",
        "a,x,1,1f        | watch: expected a number, got 1f",
        "a,x,1,1D        | watch: expected a number, got 1D",
        "a,x,1,0x1p3     | watch: expected a number, got 0x1p3",
        "a,x,1,1_000     | watch: expected a number, got 1_000",
        "a,x,1,٣         | watch: expected a number, got ٣",
        "a,x,٣,1         | time: expected a number, got ٣",
        "a,x,1f,1        | time: expected a number, got 1f",
        "a,x,NaN,5       | time: expected a time, got NaN",
        "a,x,99999999999999999999,5 | time: expected a time, got 99999999999999999999",
        "a,x,,5          | time: expected a number, got nothing",
        ",x,1,5          | user: expected a name, got nothing",
        "a, ,1,5         | item: expected a name, got nothing",
        "a,x,1,5,6       | user: expected 4 values, got 5",
      })
  void aBadRowIsNamedByFileLineAndField(String row, String problem) throws IOException {
    Path file = write("user,item,time,watch\na,x,1,5\n" + row + "\nb,x,1,5\n");
    assertThatThrownBy(() -> csv(file, SECONDS))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(file + ":3: " + problem);
    ReadLog read = csv(file, SECONDS.withBadRowLimit(1));
    assertThat(read.log().size()).isEqualTo(2);
    assertThat(read.badRows()).isEqualTo(1);
    assertThat(read.firstBadRows()).hasSize(1);
    assertThat(read.firstBadRows().get(0)).hasToString(file + ":3: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1::2::3      | time: expected a number, got nothing",
        "1            | item: expected a name, got nothing",
        "1::2::x::3   | rating: expected a number, got x",
        "::2::1::3    | user: expected a name, got nothing",
        "1::2::1::    | time: expected a number, got nothing",
        "1::2::3::4::5 | user: expected 4 values, got 5",
        "1::2::nan::3 | rating: expected a number, got nan",
        "1::2::NaN::3 | rating: expected a finite number, got NaN",
        "1::2::3::-4  | time: expected a time of at least 0, got -4",
      })
  void aBadRowOfDoubleColonsIsNamedToo(String row, String problem) throws IOException {
    Path file = write("1::2::3::4\n" + row);
    assertThatThrownBy(() -> InteractionReader.doubleColon(file, SECONDS))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(file + ":2: " + problem);
  }

  @Test
  void badRowsAreListedUpToTenAndOverTheLimitReadingStops() throws IOException {
    Path file = write("1::2::3::4\n" + "1::2::3::-4\n".repeat(12));
    ReadLog read = InteractionReader.doubleColon(file, SECONDS.withBadRowLimit(12));
    assertThat(read.badRows()).isEqualTo(12);
    assertThat(read.firstBadRows()).hasSize(10).extracting(BadRow::line).startsWith(2L, 3L);
    assertThatThrownBy(() -> InteractionReader.doubleColon(file, SECONDS.withBadRowLimit(11)))
        .hasMessage(
            file
                + ":2: time: expected a time of at least 0, got -4"
                + " (the first of more than 11 bad rows)");
  }

  @Test
  void aFileWithoutItsColumnsIsRefused() throws IOException {
    Path file = write("user,item,when,watch\na,x,1,5\n");
    assertThatThrownBy(() -> csv(file, SECONDS))
        .hasMessage(
            file
                + ":1: time: expected a column of that name, got the columns"
                + " [user, item, when, watch]");
    Path twice = write("user,item,time,time,watch\na,x,1,1,5\n");
    assertThatThrownBy(() -> csv(twice, SECONDS))
        .hasMessageStartingWith(twice + ":1: time: expected one column of that name");
  }

  @Test
  void aFileWithoutEventsOrWithAnOpenQuoteOrWithOtherBytesIsRefused() throws IOException {
    Path header = write("user,item,time,watch\n");
    assertThatThrownBy(() -> csv(header, SECONDS))
        .hasMessage(header + ": expected at least one event, got none");
    Path empty = write("");
    assertThatThrownBy(() -> InteractionReader.doubleColon(empty, SECONDS))
        .hasMessage(empty + ": expected at least one event, got none");
    Path open = write("user,item,time,watch\na,\"x,1,5\n");
    assertThatThrownBy(() -> csv(open, SECONDS))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("expected separated values");
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> csv(missing, SECONDS))
        .hasMessage("file: expected an existing file, got " + missing);
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'a', (byte) 0xe9, '\n'});
    assertThatThrownBy(() -> InteractionReader.doubleColon(latin, SECONDS))
        .hasMessage(latin + ":1: expected UTF-8, got other bytes");
    assertThatThrownBy(() -> csv(latin, SECONDS))
        .hasMessage(latin + ":1: expected UTF-8, got other bytes");
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> SECONDS.withBadRowLimit(-1))
        .hasMessage("badRowLimit: expected at least 0, got -1");
    assertThatThrownBy(() -> InteractionFields.of("user", "item", "user"))
        .hasMessage("fields: expected different ones, got [user, item, user]");
  }

  private static ReadLog csv(Path file, ReadOptions options) {
    return InteractionReader.delimited(file, DelimitedFormat.csv(), FIELDS, options);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "log", ".txt"), text);
  }
}
