package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipe {@code one-rec} from the command line to its files, on a log of a few users. */
class OneRecTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Object> WORLD =
      List.of(
          "--users",
          60,
          "--items",
          60,
          "--events-per-user",
          14,
          "--cold",
          0.2,
          "--codes",
          4,
          "--levels",
          2,
          "--iterations",
          2);
  private static final List<Object> SMALL =
      List.of(
          "--width",
          8,
          "--layers",
          1,
          "--heads",
          1,
          "--max-length",
          8,
          "--epochs",
          2,
          "--beam-width",
          12,
          "--session",
          2,
          "--histories",
          20,
          "--group-size",
          4,
          "--ensemble-epochs",
          1);

  @TempDir private Path directory;

  private Run run(Path out, Object... more) {
    return small(out, WORLD, more).succeeds();
  }

  private static Run small(Path out, List<Object> data, Object... more) {
    List<Object> command = new ArrayList<>(List.of("one-rec", "--out", out));
    command.addAll(data);
    command.addAll(SMALL);
    command.addAll(List.of(more));
    return Run.of(command.toArray());
  }

  /**
   * A log of 50 users and 30 items; of the ids two items share one, and they are in another order.
   */
  private List<Object> log(String columns) throws IOException {
    StringBuilder events = new StringBuilder(columns + "\n");
    for (int user = 0; user < 50; user++) {
      for (int event = 0; event < 9; event++) {
        int item = (user % 5 * 6 + event * (1 + user % 3)) % 30;
        events
            .append(user)
            .append(",film ")
            .append(item)
            .append(',')
            .append(1_500_000_000L + event);
        events.append(columns.endsWith("rating") ? "," + (1 + (user + item) % 5) : "").append('\n');
      }
    }
    StringBuilder ids = new StringBuilder("{");
    List<String> names = new ArrayList<>();
    for (int number = 0; number < 30; number++) {
      int item = 29 - number;
      names.add("film " + item);
      ids.append(number == 0 ? "" : ",")
          .append(String.format("\"%s\": [\"<a_%s>\", \"<b_%s>\"]", number, item / 6, item % 5));
    }
    return List.of(
        "--data",
        Files.writeString(directory.resolve("log.csv"), events),
        "--ids",
        Files.writeString(directory.resolve("index.json"), ids.append('}')),
        "--item-names",
        Files.write(directory.resolve("names.txt"), names),
        "--item-column",
        "film",
        "--core",
        1);
  }

  @Test
  void aLogIsWrittenInTheIdsOfItsItemsAndAlignedWithItsFeedback() throws IOException {
    List<Object> log = log("userId,film,timestamp,rating");
    Path out = directory.resolve("out");
    Run run = small(out, log, "--iterations", 2).succeeds();
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    for (String ids : List.of("semantic", "random_ids", "atomic", "popularity", "aligned")) {
      assertThat(summary.path(ids + ".recall@10").asDouble(-1)).isBetween(0.0, 1.0);
      assertThat(summary.path(ids + ".high.recall@10").asDouble(-1)).isBetween(0.0, 1.0);
    }
    assertThat(summary.path("legality").asDouble()).isEqualTo(1);
    assertThat(summary.path("aligned.judged").isNumber()).isTrue();
    // No item is new, and nobody knows what users thought.
    assertThat(summary.toString()).doesNotContain("cold", "satisfaction");
    // Of a level more, as two items shared an id.
    assertThat(run.out()).contains("50 users, 30 items", "codes [5, 5, 2]");
    assertThat(run.out()).doesNotContain("cold recall", "satisfaction");
    assertThat(out.resolve("alignment.png")).isNotEmptyFile();

    // Wherever the files lie, the run goes on; with other ids it does not.
    List<Object> moved = new ArrayList<>(log);
    moved.set(3, Files.move(directory.resolve("index.json"), directory.resolve("moved.json")));
    Files.delete(out.resolve("summary.json"));
    small(out, moved, "--iterations", 2, "--resume").succeeds();
    assertThat(JSON.readTree(out.resolve("summary.json").toFile())).isEqualTo(summary);
    Files.writeString(
        directory.resolve("moved.json"),
        Files.readString(directory.resolve("moved.json")).replace("\"<a_4>\"", "\"<a_5>\""));
    assertThat(small(out, moved, "--iterations", 2, "--resume").err())
        .contains("--ids: expected ids of hash ");
  }

  @Test
  void aLogWithoutFeedbackIsNotAligned() throws IOException {
    List<Object> log = log("userId,film,timestamp");
    Path out = directory.resolve("out");
    assertThat(small(out, log).err())
        .contains("rating")
        .contains("with --iterations 0 no feedback is needed");
    assertThat(out).doesNotExist();
    small(out, log, "--iterations", 0, "--baselines", "none").succeeds();
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.path("semantic.recall@10").asDouble(-1)).isBetween(0.0, 1.0);
    assertThat(summary.toString()).doesNotContain("atomic", "random_ids", "aligned", "reward");
    assertThat(out.resolve("alignment.png")).doesNotExist();
  }

  @Test
  void refusesALogWithWhatDoesNotBelongToIt() throws IOException {
    List<Object> log = log("userId,film,timestamp,rating");
    Path out = directory.resolve("out");
    assertThat(small(out, log, "--cold", 0.1).err()).contains("--cold: expected none with --data");
    assertThat(small(out, log, "--levels", 2).err()).contains("--levels: expected none with --ids");
    assertThat(small(out, log.subList(0, 2)).err())
        .contains("--ids: expected the semantic ids of the items of --data, got none");
    assertThat(small(out, List.of(), "--core", 3).err())
        .contains("--core: expected none without --data, got 3");
    assertThat(small(out, log, "--session-reward", "towers").err())
        .contains("--session-reward: expected items with --data");
    List<Object> unnamed = new ArrayList<>(log);
    unnamed.subList(4, 6).clear();
    assertThat(small(out, unnamed).err())
        .contains(
            "--ids: expected an id of every item of the log, got 30 of them and none of film");
    assertThat(out).doesNotExist();
  }

  /** A judge of whole sessions takes the place of the mean over items; the other models stay. */
  @Test
  void sessionsAreJudgedByTowersTooAndAResumeEndsAlike() throws IOException {
    Path out = directory.resolve("out");
    run(out, "--session-reward", "towers");
    assertThat(run(directory.resolve("one"), "--session-reward", "preference").out())
        .contains("iteration");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    // Two shares of a session's items.
    assertThat(summary.path("aligned.reward").asDouble(-1)).isBetween(0.0, 2.0);
    assertThat(summary.path("aligned.judged").isNumber()).isTrue();
    assertThat(summary.path("legality").asDouble()).isEqualTo(1);
    assertThat(out.resolve("runs/seed-1/session-reward")).isDirectory();
    run(out, "--session-reward", "towers", "--resume");
    assertThat(JSON.readTree(out.resolve("summary.json").toFile())).isEqualTo(summary);
  }

  @Test
  void measuresGenerationAndAlignment() throws IOException {
    Path out = directory.resolve("out");
    Run run = run(out);
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    for (String ids :
        List.of(
            "semantic", "semantic.reserving", "random_ids", "atomic", "popularity", "aligned")) {
      for (String figure : List.of("recall@10", "ndcg@10", "cold.recall@10")) {
        assertThat(summary.path(ids + "." + figure).asDouble(-1)).isBetween(0.0, 1.0);
      }
    }
    assertThat(summary.path("cold.recall@10").asDouble(-1))
        .isEqualTo(summary.path("semantic.reserving.cold.recall@10").asDouble());
    assertThat(summary.path("legality").asDouble()).isEqualTo(1);
    // Two items of three codes each are seldom legal by chance.
    assertThat(summary.path("unconstrained.legality").asDouble(-1)).isBetween(0.0, 0.5);
    for (String stage : List.of("semantic", "aligned")) {
      for (String figure : List.of("reward", "judged", "satisfaction")) {
        assertThat(summary.path(stage + "." + figure).isNumber()).isTrue();
      }
    }
    assertThat(run.out()).contains("random_ids", "cold recall@10", "true satisfaction");
    assertThat(Files.readString(out.resolve("metrics.jsonl")))
        .contains("\"method\":\"alignment\",\"seed\":1,\"setting\":2.0", "next_token_loss");
    assertThat(out.resolve("alignment.png")).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoder_decoder", "lazy_decoder"})
  void theNetworksOfOneRecGenerateTheSame(String network) throws IOException {
    Path out = directory.resolve("out");
    run(out, "--network", network, "--dropout", 0.1, "--schedule", "cosine");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.path("semantic.recall@10").asDouble(-1)).isBetween(0.0, 1.0);
    assertThat(summary.path("legality").asDouble()).isEqualTo(1);
    assertThat(summary.path("aligned.satisfaction").isNumber()).isTrue();
  }

  @Test
  void amongWhatIsLegalFreeSamplesAreItemsToo() throws IOException {
    Path out = directory.resolve("out");
    run(
        out,
        "--softmax",
        "legal",
        "--choose-by",
        "ndcg",
        "--choose-targets",
        20,
        "--baselines",
        "none");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.path("legality").asDouble()).isEqualTo(1);
    // Two of 60 items are seldom one, or one that the user knows.
    assertThat(summary.path("unconstrained.legality").asDouble(-1)).isGreaterThan(0.5);
    assertThat(summary.path("semantic.recall@10").asDouble(-1)).isBetween(0.0, 1.0);
    assertThat(summary.path("aligned.satisfaction").isNumber()).isTrue();
    assertThat(Files.readString(out.resolve("metrics.jsonl")))
        .contains("validation.loss", "validation.all.ndcg@10");
  }

  @Test
  void aResumedRunGivesTheSameFigures() throws IOException {
    Path out = directory.resolve("out");
    run(out);
    byte[] whole = Files.readAllBytes(out.resolve("summary.json"));
    Files.delete(out.resolve("summary.json"));
    try (var files = Files.walk(out.resolve("runs/seed-1/alignment/2.0"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    run(out, "--resume");
    assertThat(Files.readAllBytes(out.resolve("summary.json"))).isEqualTo(whole);
  }

  @Test
  void refusesWhatCannotBe() {
    Path out = directory.resolve("out");
    assertThat(refused(out, "--beam-width", 5))
        .contains("--beam-width: expected at least 10, of which recall is measured, got 5");
    assertThat(refused(out, "--cold", 0)).contains("--cold: expected a share above 0");
    assertThat(refused(out, "--dropout", 1))
        .contains("--dropout: expected a share in [0, 1), got 1.0");
    assertThat(refused(out, "--choose-targets", 0))
        .contains("--choose-targets: expected at least 1, got 0");
    assertThat(refused(out, "--codes", 1)).contains("--codes: expected at least 2, got 1");
    assertThat(out).doesNotExist();
  }

  private static String refused(Path out, String option, int value) {
    return Run.of("one-rec", "--out", out, option, value).err();
  }
}
