package org.temper.interactions.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.MalformedDataException;
import org.temper.interactions.InteractionLog;

class ParquetReaderTest {
  private static final ReadOptions SECONDS = ReadOptions.strict(Timestamps.SECONDS, 1);
  private static final InteractionFields FIELDS =
      InteractionFields.of("user", "item", "time", "watch", "click");

  @TempDir Path directory;

  @Test
  void columnsOfAnyTypeAreRead() throws SQLException {
    Path file =
        write(
            "SELECT * FROM (VALUES (7, 'x', 300::BIGINT, 1.5::DOUBLE, true, 'a'),"
                + " (7, 'y', 100, 0.1, false, 'b'), (8, 'x', 200, -2, true, 'c'))"
                + " t(\"user\", item, time, watch, click, other)");
    InteractionLog log = InteractionReader.parquet(file, FIELDS, SECONDS).log();
    assertThat(log.users().asList()).containsExactly("7", "8");
    assertThat(log.events().times()).isEqualTo(ImmutableLongArray.of(100, 300, 200));
    assertThat(log.events().feedback("watch")).isEqualTo(ImmutableDoubleArray.of(0.1, 1.5, -2));
    assertThat(log.events().feedback("click")).isEqualTo(ImmutableDoubleArray.of(0, 1, 1));
  }

  @Test
  void timestampsAreUnderstoodInEitherUnit() throws SQLException {
    Path file =
        write(
            "SELECT 1 AS \"user\", 2 AS item, TIMESTAMP '2020-01-01 00:00:01.5' AS time,"
                + " 3 AS watch, 0 AS click");
    ReadOptions milliseconds = ReadOptions.strict(Timestamps.MILLISECONDS, 1);
    // 2020-01-01 is day 18,262 since 1970.
    ImmutableLongArray expected = ImmutableLongArray.of(18_262L * 86_400 + 1);
    ReadOptions nanoseconds = ReadOptions.strict(Timestamps.NANOSECONDS, 1);
    for (ReadOptions options : new ReadOptions[] {SECONDS, milliseconds, nanoseconds}) {
      assertThat(InteractionReader.parquet(file, FIELDS, options).log().events().times())
          .isEqualTo(expected);
    }
  }

  @Test
  void aBadRowIsNamedByItsNumber() throws SQLException {
    Path file =
        write(
            "SELECT * FROM (VALUES (1, 2, 3, 4.0, 1), (1, 2, 3, 'NaN'::DOUBLE, 1),"
                + " (NULL, 2, 3, 4, 1)) t(\"user\", item, time, watch, click)");
    assertThatThrownBy(() -> InteractionReader.parquet(file, FIELDS, SECONDS))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(file + ":2: watch: expected a number, got nan");
    ReadLog read = InteractionReader.parquet(file, FIELDS, SECONDS.withBadRowLimit(2));
    assertThat(read.badRows()).isEqualTo(2);
    assertThat(read.firstBadRows().get(1))
        .hasToString(file + ":3: user: expected a name, got nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r*.parquet",
        "r?.parquet",
        "r[12].parquet",
        "r[!a].parquet",
        "r].parquet",
        "**",
        "it's [a] *.parquet",
        "{r1,r2}.parquet",
        "user=9/r1.parquet",
        "d*/r*.parquet",
      })
  void aPathIsOneFile(String name) throws SQLException, IOException {
    String query = "SELECT '%s' AS \"user\", 2 AS item, 3 AS time, 4 AS watch, 0 AS click";
    Path wanted = directory.resolve(name);
    Files.createDirectories(wanted.getParent());
    for (String other : new String[] {"r1.parquet", "r2.parquet", "d1/r1.parquet"}) {
      Files.createDirectories(directory.resolve(other).getParent());
      Files.copy(write(String.format(query, "other")), directory.resolve(other));
    }
    Path source = write(String.format(query, "wanted"));
    Files.move(source, wanted, StandardCopyOption.REPLACE_EXISTING);
    InteractionLog log = InteractionReader.parquet(wanted, FIELDS, SECONDS).log();
    assertThat(log.users().asList()).containsExactly("wanted");
    assertThat(log.size()).isEqualTo(1);
  }

  @Test
  void aPatternThatIsNoFileIsRefused() throws SQLException {
    write("SELECT 1 AS \"user\", 2 AS item, 3 AS time, 4 AS watch, 0 AS click");
    Path pattern = directory.resolve("l*.parquet");
    assertThatThrownBy(() -> InteractionReader.parquet(pattern, FIELDS, SECONDS))
        .hasMessage("file: expected an existing file, got " + pattern);
  }

  @Test
  void damageIsOneShortLine() throws SQLException, IOException {
    Path file =
        write(
            "SELECT 'u' || i AS \"user\", i AS item, 1000000000 + i AS time, 0.5 AS watch, 1 AS"
                + " click FROM range(2000) t(i)");
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] damaged =
          i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int j = 0; j < 1 + i % 20 && damaged.length > 0; j++) {
        // Most of them where the file says what it holds.
        int from = j % 2 == 0 ? Math.max(0, damaged.length - 600) : 0;
        damaged[from + random.nextInt(damaged.length - from)] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      try {
        InteractionReader.parquet(file, FIELDS, SECONDS);
      } catch (MalformedDataException e) {
        assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(300).startsWith("" + file);
      }
    }
  }

  @Test
  void namesAndNumbersAreHeldToTheSameRules() throws SQLException {
    Path file =
        write(
            "SELECT * FROM (VALUES ('a' || chr(10) || 'b', 2, '3', '4'), ('a', 2, '3', '1f'),"
                + " ('a', 2, '3', '4')) t(\"user\", item, time, watch), (SELECT 1 AS click)");
    ReadLog read = InteractionReader.parquet(file, FIELDS, SECONDS.withBadRowLimit(2));
    assertThat(read.log().size()).isEqualTo(1);
    assertThat(read.firstBadRows().get(0).toString())
        .endsWith(
            "user: expected a name without line breaks and control characters, got one with"
                + " U+000A");
    assertThat(read.firstBadRows().get(1))
        .hasToString(file + ":2: watch: expected a number, got 1f");
  }

  @Test
  void aFileThatIsNoneOrLacksAColumnIsRefused() throws SQLException, IOException {
    Path other = Files.writeString(directory.resolve("it's.parquet"), "no Parquet at all");
    assertThatThrownBy(() -> InteractionReader.parquet(other, FIELDS, SECONDS))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(other + ": expected a Parquet file, got: ");
    Path file = write("SELECT 1 AS \"user\", 2 AS item");
    assertThatThrownBy(() -> InteractionReader.parquet(file, FIELDS, SECONDS))
        .hasMessage(file + ": time: expected a column of that name, got the columns [user, item]");
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> InteractionReader.parquet(missing, FIELDS, SECONDS))
        .hasMessage("file: expected an existing file, got " + missing);
  }

  private Path write(String query) throws SQLException {
    Path file = directory.resolve("log.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT PARQUET)");
    }
    return file;
  }
}
