package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.interactions.simulation.SimulatedWorld;

/** The recipes of recommenders from the command line to their files, on logs of a few users. */
class RecommendersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Object> SMALL =
      Arrays.asList(Words.flat(Words.TINY_RECOMMENDER, "--epochs", 2));
  private static final List<Object> SIMULATED = Words.TINY_LOG;
  private static final List<String> METHODS =
      List.of(
          "cloning",
          "reward-weighted",
          "exp-reward",
          "a-sft",
          "a-sft-user-item",
          "a-sft-shuffled",
          "item-tilt",
          "awr",
          "awac",
          "crr",
          "iql",
          "dpo",
          "ipo",
          "s-dpo",
          "cql",
          "ppo",
          "grpo",
          "ecpo",
          "gbpo");

  @TempDir private Path directory;

  @Test
  void recommendMeasuresModelsBesidePopularities() throws IOException {
    Path out = directory.resolve("out");
    Run run = run(SMALL, SIMULATED, "recommend", "--seeds", 2, "--out", out);
    assertThat(run.out())
        .contains("popularity", "recent-popularity", "sasrec", "hstu", "NDCG@10", " ± ");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    for (String method : List.of("popularity", "recent-popularity", "sasrec", "hstu")) {
      for (String targets : List.of("all", "high")) {
        for (String metric : List.of("ndcg@10", "hr@10", "mrr", "ndcg@10.sd")) {
          assertThat(summary.path(method + "." + targets + "." + metric).asDouble(-1))
              .isBetween(0.0, 1.0);
        }
      }
    }
    assertThat(Files.readString(out.resolve("metrics.jsonl")))
        .contains("\"method\":\"hstu\",\"seed\":2", "validation.all.ndcg@10");
    assertThat(out.resolve("validation.png")).isNotEmptyFile();
  }

  @Test
  void recommendReadsALog() throws IOException {
    Path data = Files.writeString(directory.resolve("log.csv"), BadLogTest.csv(""));
    Path out = directory.resolve("out");
    Run run =
        run(
            SMALL,
            List.of(),
            "recommend",
            "--data",
            data,
            "--core",
            2,
            "--models",
            "hstu",
            "--prior",
            "none",
            "--negatives",
            3,
            "--seeds",
            1,
            "--out",
            out);
    assertThat(run.out()).contains("96 events, 12 users, ");
    assertThat(JSON.readTree(out.resolve("summary.json").toFile()).has("sasrec.all.mrr")).isFalse();
  }

  @Test
  void itemsCanBeComparedWithThoseOfTheBatchBesideAPrior() throws IOException {
    Path data = Files.writeString(directory.resolve("log.csv"), BadLogTest.csv(""));
    Path out = directory.resolve("out");
    run(
        SMALL,
        List.of(),
        "recommend",
        "--data",
        data,
        "--core",
        2,
        "--negative-sampling",
        "mixed",
        "--negatives",
        3,
        "--item-updates",
        "reached",
        "--seeds",
        1,
        "--out",
        out);
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.get("sasrec.all.mrr").asDouble()).isBetween(0.0, 1.0);
    assertThat(summary.get("hstu.all.mrr").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void postTrainingMeasuresEveryMethodAndNoneHangsOnWhichOthersAreMeasured() throws IOException {
    JsonNode summary = postTrain(directory.resolve("out"));
    for (String method : METHODS) {
      for (String figure :
          List.of(
              "all.ndcg@10",
              "high.hr@10",
              "gap.ndcg@10",
              "all.reward@10",
              "all.residual-slope",
              "all.kl",
              "all.satisfaction@10",
              "all.satisfaction@10.over-cloning.low",
              "high.ndcg@10.over-cloning")) {
        assertThat(summary.has(method + "." + figure)).as(method + "." + figure).isTrue();
      }
    }
    for (String method : List.of("ppo", "grpo", "ecpo", "gbpo")) {
      assertThat(summary.get(method + ".validation.0_1.kl").asDouble()).isPositive();
      assertThat(summary.has(method + ".validation.10_0.reward@10")).isTrue();
    }
    for (String control : List.of("a-sft-shuffled", "item-tilt")) {
      String over = ".high.ndcg@10.over-" + control;
      assertThat(summary.get("a-sft" + over).asDouble())
          .isBetween(
              summary.get("a-sft" + over + ".low").asDouble(),
              summary.get("a-sft" + over + ".high").asDouble());
      assertThat(summary.has(control + over)).isFalse();
    }
    assertThat(summary.get("cloned.all.kl").asDouble()).isZero();
    assertThat(summary.get("cloning.all.effective-share").asDouble()).isEqualTo(1);
    assertThat(summary.get("a-sft.all.effective-share").asDouble()).isLessThan(1);
    for (String picture : List.of("ndcg-against-kl", "satisfaction-against-beta", "weights")) {
      assertThat(directory.resolve("out").resolve(picture + ".png")).isNotEmptyFile();
    }
    JsonNode few = postTrain(directory.resolve("few"), "--methods", "cql,a-sft,gbpo,awac,s-dpo");
    for (String method : List.of("cloning", "cql", "a-sft", "gbpo", "awac", "s-dpo")) {
      assertThat(figuresOf(method, few))
          .hasSizeGreaterThan(30)
          .isEqualTo(figuresOf(method, summary));
    }
  }

  /** All but what is gained over controls, which hangs on whether they are measured. */
  private static Map<String, JsonNode> figuresOf(String method, JsonNode summary) {
    Map<String, JsonNode> figures = new TreeMap<>();
    for (Map.Entry<String, JsonNode> figure : summary.properties()) {
      String name = figure.getKey().replace(".over-cloning", "");
      if (name.startsWith(method + ".") && !name.contains(".over-")) {
        figures.put(figure.getKey(), figure.getValue());
      }
    }
    return figures;
  }

  private JsonNode postTrain(Path out, Object... others) throws IOException {
    run(
        SMALL,
        SIMULATED,
        Words.of(
            "a-sft --seeds 1 --updates 2 --ensemble 2 --ensemble-epochs 1 --kappa 0 --group-size 4"),
        List.of(others),
        "--out",
        out);
    return JSON.readTree(out.resolve("summary.json").toFile());
  }

  @Test
  void aSweepIsAStudyForEachStrengthOfNoise() throws IOException {
    Path out = directory.resolve("out");
    Run run =
        run(
            SMALL,
            SIMULATED,
            "a-sft",
            "--sweep",
            "0.5,2",
            "--methods",
            "a-sft",
            "--model",
            "hstu",
            "--reward",
            "conservative",
            "--baseline",
            "value",
            "--choose-by",
            "reward",
            "--seeds",
            1,
            "--updates",
            2,
            "--ensemble",
            2,
            "--ensemble-epochs",
            1,
            "--out",
            out);
    assertThat(run.out()).contains("Noise 0.5", "Noise 2.0");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.has("noise-0_5.a-sft.all.satisfaction@10")).isTrue();
    assertThat(summary.has("noise-2_0.cloning.all.satisfaction@10")).isTrue();
    assertThat(summary.has("noise-2_0.dpo.all.satisfaction@10")).isFalse();
    assertThat(out.resolve("sweep.png")).isNotEmptyFile();
    assertThat(out.resolve("noise-2_0").resolve("metrics.jsonl")).isNotEmptyFile();
  }

  /** MovieLens' files as they come, over 23 years, so that most hours have no event at all. */
  @ParameterizedTest
  @CsvSource({"ratings.csv,','", "ratings.dat,::", "u.data,'\t'"})
  void movieLensFilesArePostTrainedOnByDefaultOptions(String name, String separator)
      throws IOException {
    StringBuilder rows = new StringBuilder();
    if (name.endsWith(".csv")) {
      rows.append("userId,movieId,rating,timestamp\n");
    }
    for (int event = 0; event < 30 * 12; event++) {
      int user = event % 30;
      int item = (user * 7 + event / 30 * 5) % 24;
      String rating =
          name.endsWith(".csv") ? (1 + (user + item) % 9) / 2.0 + "" : "" + (1 + (user + item) % 5);
      long time = 852_000_000L + event * 2_000_000L;
      rows.append(String.join(separator, "" + (user + 1), "" + (item + 1), rating, "" + time));
      rows.append('\n');
    }
    Path folder = Files.createDirectory(directory.resolve("ml"));
    Files.writeString(folder.resolve(name), rows);
    Path out = directory.resolve("out");
    Run run =
        run(
            SMALL,
            List.of("--methods", "a-sft,a-sft-control", "--seeds", 1, "--updates", 2),
            "a-sft",
            "--data",
            folder,
            "--ensemble-epochs",
            1,
            "--out",
            out);
    assertThat(run.out()).contains("360 events, 30 users, 24 items", "Personal predictability");
    assertThat(JSON.readTree(out.resolve("summary.json").toFile()).has("a-sft-control.all.kl"))
        .isTrue();
  }

  @Test
  void severalColumnsOfFeedbackMakeOneReward() throws IOException {
    List<Object> command =
        List.of(
            "a-sft", "--methods", "a-sft", "--seeds", 1, "--updates", 2, "--ensemble-epochs", 1);
    Path both = directory.resolve("both");
    run(SMALL, SIMULATED, command, "--feedback-column", "watch_time=1,click=0.5", "--out", both);
    Path one = directory.resolve("one");
    run(SMALL, SIMULATED, command, "--out", one);
    JsonNode summary = JSON.readTree(both.resolve("summary.json").toFile());
    assertThat(summary.get("a-sft.all.satisfaction@10"))
        .isNotEqualTo(
            JSON.readTree(one.resolve("summary.json").toFile()).get("a-sft.all.satisfaction@10"));
    Run.of(command, "--feedback-column", "watch_time,stars", "--out", directory.resolve("no"))
        .failsWith("--feedback-column: expected one of [watch_time, click] in a simulated log");
  }

  @Test
  void worldsAreDrawnAnewAndTheirIntervalsHoldTheEstimate() throws IOException {
    Path out = directory.resolve("out");
    List<Object> worlds =
        List.of(
            "a-sft",
            "--preset",
            "quality,position",
            "--worlds",
            2,
            "--seed",
            7,
            "--methods",
            "a-sft,a-sft-user-item,item-tilt-user,a-sft-control,success-failure",
            "--updates",
            2,
            "--widen",
            1,
            "--ensemble-epochs",
            1);
    Run run = run(SMALL, SIMULATED, worlds, "--out", out);
    assertThat(run.out())
        .contains(
            "quality: quality outweighs habit",
            "Rank correlation with true satisfaction",
            "Personal predictability",
            "a-sft-chosen");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    for (String preset : List.of("quality", "position")) {
      for (String method :
          List.of(
              "cloned",
              "cloning",
              "a-sft",
              "a-sft-user-item",
              "item-tilt-user",
              "a-sft-control",
              "success-failure",
              "a-sft-chosen")) {
        String gain = preset + "." + method + ".satisfaction@10.over_cloning";
        double estimate = summary.get(gain).asDouble();
        assertThat(estimate)
            .isBetween(
                summary.get(gain + ".low").asDouble() - 1e-9,
                summary.get(gain + ".high").asDouble() + 1e-9);
        double mean = (gainOf(summary, preset, method, 1) + gainOf(summary, preset, method, 2)) / 2;
        assertThat(estimate).isCloseTo(mean, within(1e-9));
      }
      for (String figure : List.of("high_ndcg", "ndcg", "reward", "slope", "user_slope")) {
        assertThat(
                summary
                    .path(preset + ".selection." + figure + ".rank_correlation")
                    .asDouble(Double.NaN))
            .isBetween(-1.0, 1.0);
      }
      assertThat(summary.has(preset + ".log.personal_predictability")).isTrue();
      assertThat(summary.has(preset + ".reward-model.test.rmse")).isTrue();
    }
    assertThat(gainOf(summary, "quality", "a-sft", 1))
        .isNotEqualTo(gainOf(summary, "quality", "a-sft", 2));
    Path again = directory.resolve("again");
    run(SMALL, SIMULATED, worlds, "--out", again);
    assertThat(again.resolve("summary.json")).hasSameTextualContentAs(out.resolve("summary.json"));
    run(SMALL, SIMULATED, worlds, "--out", out, "--resume");
    assertThat(out.resolve("summary.json")).hasSameTextualContentAs(again.resolve("summary.json"));
  }

  @Test
  void whatWasTrainedDecidesWhatTheNextLogShows() throws IOException {
    Path out = directory.resolve("out");
    List<Object> loops =
        List.of(
            "a-sft",
            "--loops",
            2,
            "--seed",
            7,
            "--core",
            3,
            "--methods",
            "a-sft",
            "--updates",
            2,
            "--ensemble-epochs",
            1);
    Run run = run(SMALL, SIMULATED, loops, "--out", out);
    assertThat(run.out()).contains("shown: satisfaction", "trained: satisfaction@10");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    for (String method : List.of("cloning", "a-sft")) {
      for (int loop = 0; loop <= 2; loop++) {
        String stage = "loop-" + loop + "." + method + ".";
        assertThat(summary.has(stage + "satisfaction@10.over_cloning.low")).isTrue();
        assertThat(summary.get(stage + "shown.effective_items").asDouble()).isBetween(1.0, 40.0);
      }
      // The first log is the world's own, and the same for all.
      assertThat(shown(summary, 0, method)).isEqualTo(shown(summary, 0, "cloning"));
      assertThat(shown(summary, 1, method)).isNotEqualTo(shown(summary, 0, method));
      assertThat(shown(summary, 2, method)).isNotEqualTo(shown(summary, 1, method));
    }
    assertThat(summary.get("loop-2.cloning.shown.satisfaction.over_cloning").asDouble()).isZero();
    assertThat(summary.get("loop-2.a-sft.shown.satisfaction.over_cloning").asDouble())
        .isCloseTo(shown(summary, 2, "a-sft") - shown(summary, 2, "cloning"), within(1e-9));
    run(SMALL, SIMULATED, loops, "--out", out, "--resume");
    assertThat(JSON.readTree(out.resolve("summary.json").toFile())).isEqualTo(summary);
  }

  private static double shown(JsonNode summary, int loop, String method) {
    return summary.get("loop-" + loop + "." + method + ".shown.satisfaction").asDouble();
  }

  private static double gainOf(JsonNode summary, String preset, String method, int world) {
    return summary
        .get(preset + "." + method + ".world-" + world + ".satisfaction@10.over_cloning")
        .asDouble();
  }

  @Test
  void theKindsOfWorldsAreListedAndNothingElseIsDone() {
    Run run = Run.of("a-sft", "--presets").succeeds();
    assertThat(run.out().lines())
        .hasSize(SimulatedWorld.values().length)
        .anyMatch(line -> line.startsWith("habit-exposure  "));
    assertThat(run.out()).doesNotContain("Written to");
  }

  private static Run run(List<Object> shape, List<Object> log, Object... args) {
    return Run.of(Words.flat(Arrays.asList(args), shape, log)).succeeds();
  }
}
