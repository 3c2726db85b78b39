package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.cli.tracks.NamedTrack;
import org.temper.cli.tracks.TracksFile;
import org.temper.cli.tracks.TracksSetup;

class TracksTest {
  /** A share is a quotient of sums of numbers that are none of them exact. */
  private static final Offset<Double> ROUNDING = within(1e-15);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private static Object[] small(Path out, Object... others) {
    List<Object> command =
        new ArrayList<>(
            List.of(
                "tracks",
                "--demonstrations",
                "64",
                "--iterations",
                "1",
                "--student-iterations",
                "1",
                "--test-tasks",
                "8",
                "--threads",
                "1",
                "--out",
                out));
    command.addAll(List.of(others));
    return command.toArray();
  }

  private static JsonNode summary(Path out) throws IOException {
    return JSON.readTree(out.resolve("summary.json").toFile());
  }

  @Test
  void everyWayOfJoiningIsMeasuredAndAResumeEndsAsItDidBefore() throws IOException {
    Path out = directory.resolve("out");
    Run run =
        Run.of(
                small(
                    out,
                    "--methods",
                    "mixed,sequential,average,task_arithmetic,ties,dare,slerp,distill,summed,summed_from_task_arithmetic,sft"))
            .succeeds();
    assertThat(run.out()).contains("logic_chat", "recovery chat", "report.html");
    JsonNode summary = summary(out);
    for (String model :
        List.of(
            "start",
            "expert_logic",
            "expert_chat",
            "mixed",
            "logic_chat",
            "chat_logic",
            "average",
            "task_arithmetic",
            "ties",
            "dare",
            "slerp",
            "distill",
            "summed",
            "summed_from_task_arithmetic",
            "sft")) {
      for (String goal : List.of("logic", "chat", "both")) {
        assertThat(summary.path(model + "." + goal).asDouble(-1))
            .as(model + "." + goal)
            .isBetween(0.0, 1.0);
      }
      assertThat(summary.path(model + ".kl").asDouble(-1)).isNotNegative();
      assertThat(summary.path(model + ".seconds").isNumber()).isEqualTo(!model.equals("start"));
    }
    assertThat(summary.path("start.kl").asDouble()).isZero();
    assertThat(summary.path("mixed.rollouts").asInt()).isEqualTo(2 * 128);
    assertThat(summary.path("distill.weight@logic").asDouble()).isEqualTo(0.5, ROUNDING);
    assertThat(summary.path("cosine.logic.chat").asDouble()).isBetween(-1.0, 1.0);
    assertThat(summary.path("expert_chat.norm").asDouble()).isPositive();
    assertThat(out.resolve("goals.png")).isNotEmptyFile();
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("data:image/png;base64,", "summed_from_task_arithmetic");
    Run.of("show", "--model", out.resolve("joined/distill/model").toString()).succeeds();

    byte[] report = Files.readAllBytes(out.resolve("tracks/logic/metrics.jsonl"));
    Files.delete(out.resolve("summary.json"));
    Files.delete(out.resolve("joined/distill/track.json"));
    Run.of(small(out, "--methods", "average,distill", "--resume")).succeeds();
    assertThat(Files.readAllBytes(out.resolve("tracks/logic/metrics.jsonl"))).isEqualTo(report);
    for (String figure : List.of("distill.both", "distill.kl", "average.both", "expert_chat.kl")) {
      assertThat(summary(out).path(figure)).as(figure).isEqualTo(summary.path(figure));
    }
    Run.of(small(out, "--methods", "average", "--resume", "--seed", "2"))
        .failsWith("in the run to resume");
  }

  @ParameterizedTest
  @CsvSource({"routed, sft", "share, distill_token_mean"})
  void theOtherExamplesRun(String example, String method) throws IOException {
    Path out = directory.resolve("out");
    Run.of(small(out, "--example", example, "--methods", method)).succeeds();
    JsonNode summary = summary(out);
    assertThat(summary.path(method + ".both").asDouble(-1)).isBetween(0.0, 1.0);
    assertThat(summary.path("seconds").asDouble()).isPositive();
  }

  @Test
  void anEnvironmentWithToolsIsLearnedInByTracksToo() throws IOException {
    Path out = directory.resolve("out");
    Run.of(
            "tracks",
            "--example",
            "toolbox",
            "--demonstrations",
            "16",
            "--iterations",
            "1",
            "--student-iterations",
            "1",
            "--test-tasks",
            "4",
            "--methods",
            "distill,sft",
            "--threads",
            "1",
            "--out",
            out)
        .succeeds();
    JsonNode summary = summary(out);
    for (String model : List.of("start", "expert_tools", "expert_format", "distill", "sft")) {
      for (String goal : List.of("tools", "format", "both")) {
        assertThat(summary.path(model + "." + goal).asDouble(-1))
            .as(model + "." + goal)
            .isBetween(0.0, 1.0);
      }
      assertThat(summary.path(model + ".kl").asDouble(-1)).isNotNegative();
      // A call, its result and an answer are more than the few tokens of one turn.
      assertThat(summary.path(model + ".tokens_toolbox").asDouble()).isGreaterThan(16);
    }
    assertThat(summary.path("distill.tokens@tools").asDouble()).isBetween(0.1, 0.9);
    assertThat(summary.path("distill.weight@format").asDouble()).isEqualTo(0.5, ROUNDING);
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(out.resolve("goals.png")).isNotEmptyFile();
  }

  @Test
  void aFileNamesTracksOnDataOfOnesOwn() throws IOException {
    Path model = directory.resolve("out/start/model");
    Run.of(small(directory.resolve("out"), "--methods", "average")).succeeds();
    StringBuilder tasks = new StringBuilder();
    for (int i = 10; i < 26; i++) {
      tasks.append(
          String.format(
              "{\"prompt\":\"Ann has %d pens. Ben gives Ann 3 more. How many pens does Ann have?\","
                  + "\"answer\":\"%d+3=%d\"}%n",
              i, i, i + 3));
    }
    Files.writeString(directory.resolve("tasks.jsonl"), tasks);
    Path file = directory.resolve("tracks.json");
    Files.writeString(file, file(4));
    Path out = directory.resolve("own");
    Run.of("tracks", "--tracks", file, "--model", model, "--threads", "1", "--out", out).succeeds();
    JsonNode summary = summary(out);
    for (String name : List.of("start", "expert_sums", "expert_form", "mixed", "distill")) {
      assertThat(summary.path(name + ".both").asDouble(-1)).isBetween(0.0, 1.0);
      assertThat(summary.path(name + ".sums").asDouble(-1)).isBetween(0.0, 1.0);
    }
    Files.writeString(file, file(3));
    Run.of("tracks", "--tracks", file, "--model", model, "--out", directory.resolve("other"))
        .failsWith("prompts: expected a multiple of 2, the number of tracks");
    Files.writeString(file, file(4).replace("\"number\"", "\"hope\""));
    Run.of("tracks", "--tracks", file, "--model", model, "--out", directory.resolve("other"))
        .failsWith("verifier: expected a name that grpo --verifier takes for sums, got hope");
    Files.writeString(file, file(4).replace("\"held_out\": 4", "\"iteration\": 4"));
    Run.of("tracks", "--tracks", file, "--model", model, "--out", directory.resolve("other"))
        .failsWith("held_out");
    assertThat(directory.resolve("other")).doesNotExist();
  }

  @Test
  void aTrackLearnsFromRewardModelsAndOthersJudgeIt() throws IOException {
    Path model = directory.resolve("out/start/model");
    Run.of(small(directory.resolve("out"), "--methods", "average")).succeeds();
    StringBuilder tasks = new StringBuilder();
    StringBuilder pairs = new StringBuilder();
    for (int i = 10; i < 26; i++) {
      String prompt =
          "Ann has %d pens. Ben gives Ann 3 more. How many pens does Ann have?".formatted(i);
      tasks.append("{\"prompt\":\"%s\",\"answer\":\" %d+3=%d\"}%n".formatted(prompt, i, i + 3));
      pairs.append(
          "{\"prompt\":\"%s\",\"chosen\":\" %d and 3 make %d.\",\"rejected\":\" %d+3=%d\"}%n"
              .formatted(prompt, i, i + 3, i, i + 3));
    }
    Files.writeString(directory.resolve("tasks.jsonl"), tasks);
    Path preferences = Files.writeString(directory.resolve("pairs.jsonl"), pairs);
    for (String seed : List.of("1", "2")) {
      Path out = directory.resolve("reward-" + seed);
      Run.of(
              "reward",
              "--model",
              model,
              "--data",
              preferences,
              "--seed",
              seed,
              "--threads",
              "1",
              "--out",
              out)
          .succeeds();
    }
    Path file = directory.resolve("tracks.json");
    // Preferences are tasks too, whose preferred completion is the reference.
    Files.writeString(
        file,
        judged("\"reward-1/model\"", "0")
            .replace("tasks.jsonl", "pairs.jsonl")
            .replace("\"number\"", "\"match:make\""));
    Run.of(
            "tracks",
            "--tracks",
            file,
            "--model",
            model,
            "--methods",
            "average",
            "--threads",
            "1",
            "--out",
            directory.resolve("preferences"))
        .succeeds();
    Files.writeString(file, judged("\"reward-1/model\", \"reward-2/model\"", "1.0"));
    Path out = directory.resolve("own");
    Run.of("tracks", "--tracks", file, "--model", model, "--threads", "1", "--out", out).succeeds();
    JsonNode summary = summary(out);
    for (String name : List.of("start", "expert_sums", "expert_chat", "mixed", "distill")) {
      assertThat(summary.path(name + ".both").asDouble(-1)).isBetween(0.0, 1.0);
      assertThat(summary.path(name + ".chat").asDouble(-1)).isBetween(0.0, 1.0);
    }
    Files.writeString(file, judged("\"reward-2/model\", \"reward-1/model\"", "1.0"));
    Run.of("tracks", "--tracks", file, "--model", model, "--threads", "1", "--out", out, "--resume")
        .failsWith("in the run to resume");
    Path other = directory.resolve("other");
    Files.writeString(file, judged("\"reward-1/model\"", "1.0"));
    Run.of("tracks", "--tracks", file, "--model", model, "--out", other)
        .failsWith("caution: expected 0 without several reward_models, got 1.0");
    Files.writeString(file, judged("\"out/start/model\"", "0"));
    Run.of("tracks", "--tracks", file, "--model", model, "--out", other).failsWith("out/start");
    Files.writeString(file, file(4).replace(", \"verifier\": \"number\"", ""));
    Run.of("tracks", "--tracks", file, "--model", model, "--out", other)
        .failsWith("tracks: expected each to have name, data and verifier, or name, data,");
    assertThat(other).doesNotExist();
  }

  private static String judged(String rewardModels, String caution) {
    return file(4)
        .replace(
            "{\"name\": \"form\", \"data\": \"tasks.jsonl\", \"verifier\": \"match:make\"}",
            "{\"name\": \"chat\", \"data\": \"tasks.jsonl\", \"reward_models\": ["
                + rewardModels
                + "], \"caution\": "
                + caution
                + ", \"judges\": [\"reward-2/model\"]}");
  }

  @Test
  void theDocumentedFileIsOne() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "recipes.md"));
    int start = page.indexOf("```json", page.indexOf("## tracks")) + "```json".length();
    Path file = directory.resolve("tracks.json");
    Files.writeString(file, page.substring(start, page.indexOf("```", start)));
    TracksFile read = TracksFile.read(file);
    assertThat(read.tracks())
        .extracting(track -> ((NamedTrack.Verified) track).verifier())
        .containsExactly("number", "match:(?i)\\bplease\\b");
    assertThat(read.joinings()).hasSize(4);
  }

  @Test
  void theShippedFileIsOneWithItsData() throws IOException {
    Path file = Path.of("..", "examples", "tracks", "tracks.json");
    TracksSetup setup = TracksFile.read(file).setup(file.resolveSibling("."), 1, Map.of());
    assertThat(setup.tracks().keySet()).containsExactly("number", "sentence");
    assertThat(setup.joinings()).hasSize(4);
  }

  private static String file(int prompts) {
    return """
    {
      "tracks": [
        {"name": "sums", "data": "tasks.jsonl", "verifier": "number"},
        {"name": "form", "data": "tasks.jsonl", "verifier": "match:make"}
      ],
      "joinings": ["mixed", "distill"],
      "iterations": 1,
      "prompts": %d,
      "group_size": 2,
      "student_iterations": 1,
      "kl_coefficient": 0.1,
      "max_new_tokens": 12,
      "held_out": 4
    }
    """
        .formatted(prompts);
  }

  @ParameterizedTest
  @CsvSource({
    "--demonstrations, 0, '--demonstrations: expected at least 1, got 0'",
    "--iterations, 0, '--iterations: expected at least 1, got 0'",
    "--student-iterations, 0, '--student-iterations: expected at least 1, got 0'",
    "--test-tasks, 0, '--test-tasks: expected at least 1, got 0'",
    "--beside, 0, '--beside: expected at least 1, got 0'",
    "--methods, 'mixed,mixed', '--methods: expected each once'",
    "--methods, hope, --methods",
    "--example, hope, --example",
    "--model, ., '--model: expected none without --tracks'",
  })
  void badInputIsRefusedBeforeAnythingIsWritten(String option, String value, String message) {
    Path out = directory.resolve("out");
    Run.of("tracks", "--out", out, option, value).failsWith(message);
    assertThat(out).doesNotExist();
  }
}
