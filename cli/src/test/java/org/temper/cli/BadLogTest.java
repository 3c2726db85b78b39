package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bad log of interactions ends as any bad input does: one line, exit code 2, nothing written. */
class BadLogTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recommend --data nowhere.csv | --data: expected a file or a folder, got nowhere.csv",
        "recommend --data EMPTY | --data: expected one of [ratings.dat,",
        "recommend --data UNKNOWN | --format: expected one, as the name of",
        "recommend --data CSV --user-column who | who: expected a column of that name, got the",
        "recommend --data CSV --feedback-column stars | stars: expected a column of that name",
        "recommend --data CSV --item-column userId | fields: expected different ones",
        "recommend --data CSV --core 99 | --core: expected a number of which some events are left",
        "recommend --data CSV --core 0 | --core: expected at least 1, got 0",
        "recommend --data CSV --high 9 | --high: expected a rating that some held-out events reach",
        "recommend --data CSV --high 0 | --high: expected a rating that some held-out events do not",
        "recommend --data CSV --bad-rows -1 | --bad-rows: expected at least 0, got -1",
        "recommend --data CSV --users 9 | --users: expected none with --data, got 9",
        "recommend --data CSV --noise 9 | --noise: expected none with --data, got 9.0",
        "recommend --data CSV --test-targets 0 | --test-targets: expected at least 1, got 0",
        "recommend --data CSV --format dat | Invalid value for option '--format'",
        "recommend --data DAT --user-column who | --user-column: expected none in a file of user::",
        "recommend --bad-rows 3 | --bad-rows: expected none without --data, got 3",
        "recommend --feedback-column stars | --feedback-column: expected one of [watch_time, click]",
        "recommend --users 9 --items 9 | items: expected at least twice the events of a user, 60",
        "recommend --noise -1 | noise: expected a finite number of at least 0, got -1.0",
        "recommend --models sasrec,sasrec | --models: expected each once",
        "recommend --models transformer | Invalid value for option '--models'",
        "recommend --seeds 0 | --seeds: expected at least 1, got 0",
        "recommend --width 10 --heads 3 | --heads: expected a divisor of the width 10, got 3",
        "recommend --max-length 1 | --max-length: expected at least 2, got 1",
        "recommend --dropout 1 | --dropout: expected a share in [0, 1), got 1.0",
        "recommend --negatives -1 | --negatives: expected at least 0, got -1",
        "recommend --negative-sampling mixed | --negatives: expected at least 1 with"
            + " --negative-sampling mixed, got 0",
        "recommend --negative-sampling in_batch --negatives 5 | --negatives: expected none with"
            + " --negative-sampling in_batch, got 5",
        "recommend --item-updates reached | --item-updates: expected all",
        "recommend --learning-rate 0 | --learning-rate: expected a finite number above 0, got 0.0",
        "recommend --window-days 0 | --window-days: expected a finite number of at least 0.001",
        "a-sft --methods trpo | --methods: expected some of [cloning, reward-weighted,",
        "a-sft --data CSV --sweep 1,2 | --sweep: expected none with --data",
        "a-sft --sweep 1,2 --noise 1 | --noise: expected none beside --sweep, got 1.0",
        "a-sft --sweep 1,1 | --sweep: expected each strength once, got [1.0, 1.0]",
        "a-sft --updates 0 | --updates: expected at least 1, got 0",
        "a-sft --ensemble 1 | --ensemble: expected at least 2, to have a spread, got 1",
        "a-sft --kappa -1 | --kappa: expected a finite number of at least 0, got -1.0",
        "a-sft --preset mood | --preset: expected some of [default, quality, habit-exposure,",
        "a-sft --worlds 2 | --worlds: expected none without --preset, got 2",
        "a-sft --preset default --worlds 0 | --worlds: expected at least 1, got 0",
        "a-sft --preset default --sweep 1,2 | --sweep: expected none beside --preset",
        "a-sft --data CSV --preset default | --preset: expected none with --data",
        "a-sft --loops 0 | --loops: expected at least 1, got 0",
        "a-sft --loops 2 --preset default | --preset: expected none beside --loops",
        "a-sft --loops 2 --methods item-tilt | --methods: expected methods that train a policy of their own beside --loops, got item-tilt",
        "a-sft --loops 2 --methods a-sft-control | --methods: expected methods that train a policy of their own",
        "a-sft --data CSV --quality 1 | --quality: expected none with --data, got 1.0",
        "a-sft --settings trpo=1 | --settings: expected some of the methods [cloning,",
        "a-sft --settings crr=2 | --settings: expected a value of crr above 0 and at most 1.0, got",
        "a-sft --cap 0 | --cap: expected a finite number above 0, got 0.0",
        "a-sft --widen -1 | --widen: expected at least 0, got -1",
        "a-sft --baseline mood | Invalid value for option '--baseline'",
      })
  void anOptionAtFaultIsNamed(String command, String message) throws IOException {
    Path csv = Files.writeString(directory.resolve("log.csv"), csv(""));
    Path dat = Files.writeString(directory.resolve("log.dat"), "1::2::3::4\n");
    Path unknown = Files.writeString(directory.resolve("log.log"), "1,2,3,4\n");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    failsWith(
        message,
        Arrays.stream(command.strip().split(" "))
            .map(
                word ->
                    switch (word) {
                      case "CSV" -> csv;
                      case "DAT" -> dat;
                      case "UNKNOWN" -> unknown;
                      case "EMPTY" -> empty;
                      default -> word;
                    })
            .toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u1,i1,4        | timestamp: expected a number, got nothing",
        "u1,i1,4,-5     | timestamp: expected a time of at least 0, got -5",
        "u1,i1,NaN,5    | rating: expected a finite number, got NaN",
        "u1,,4,5        | movieId: expected a name, got nothing",
        "u1,i1,good,5   | rating: expected a number, got good",
        "u1,i1,4,5,6    | userId: expected 4 values, got 5",
      })
  void aRowAtFaultIsNamed(String row, String message) throws IOException {
    Path data = Files.writeString(directory.resolve("log.csv"), csv(row + "\n"));
    failsWith("log.csv:2: " + message, "a-sft", "--data", data);
  }

  @Test
  void moreBadRowsThanAllowedAreTooMany() throws IOException {
    Path data = Files.writeString(directory.resolve("log.csv"), csv("u1,i1,4,x\nu1,i1,x,4\n"));
    failsWith(
        "log.csv:2: timestamp: expected a number, got x (the first of more than 1 bad rows)",
        "recommend",
        "--data",
        data,
        "--bad-rows",
        1);
  }

  @Test
  void aLogOfUsersWithTooFewEventsIsNamed() throws IOException {
    Path data =
        Files.writeString(
            directory.resolve("log.csv"),
            "userId,movieId,rating,timestamp\na,x,1,1000000001\na,y,2,1000000002\nb,x,1,1000000001\nb,y,2,1000000002\n");
    failsWith(
        "--data: expected a user with at least 4 events", "recommend", "--data", data, "--core", 1);
  }

  /** A log of 12 users with 8 events each, after the given rows. */
  static String csv(String firstRows) {
    StringBuilder rows = new StringBuilder("userId,movieId,rating,timestamp\n").append(firstRows);
    for (int user = 0; user < 12; user++) {
      for (int event = 0; event < 8; event++) {
        rows.append(
            String.format(
                Locale.ROOT,
                "u%d,i%d,%d,%d%n",
                user,
                (user + event * event) % 10,
                1 + (user * 7 + event * 3) % 5,
                1_000_001_000 + 100 * event + user));
      }
    }
    return rows.toString();
  }

  private void failsWith(String message, Object... args) throws IOException {
    List<Path> before = files();
    Object[] command = Arrays.copyOf(args, args.length + 2);
    command[args.length] = "--out";
    command[args.length + 1] = directory.resolve("out");
    Run.of(command).failsWith(message);
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.sorted().toList();
    }
  }
}
