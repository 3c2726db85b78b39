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
  private static final List<Object> SMALL =
      List.of(
          "one-rec",
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
          "--iterations",
          2,
          "--histories",
          20,
          "--group-size",
          4,
          "--ensemble-epochs",
          1);

  @TempDir private Path directory;

  private Run run(Path out, Object... more) {
    List<Object> command = new ArrayList<>(SMALL);
    command.addAll(List.of("--out", out));
    command.addAll(List.of(more));
    return Run.of(command.toArray()).succeeds();
  }

  /** A judge of whole sessions takes the place of the mean over items; the other models stay. */
  @Test
  void sessionsAreJudgedByTowersTooAndAResumeEndsAlike() throws IOException {
    Path out = directory.resolve("out");
    run(out, "--session-reward", "towers");
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
    run(out, "--network", network);
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.path("semantic.recall@10").asDouble(-1)).isBetween(0.0, 1.0);
    assertThat(summary.path("legality").asDouble()).isEqualTo(1);
    assertThat(summary.path("aligned.satisfaction").isNumber()).isTrue();
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
    assertThat(refused(out, "--codes", 1)).contains("--codes: expected at least 2, got 1");
    assertThat(out).doesNotExist();
  }

  private static String refused(Path out, String option, int value) {
    return Run.of("one-rec", "--out", out, option, value).err();
  }
}
