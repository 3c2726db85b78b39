package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.data.PromptCompletion;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;

/** The recipes of reinforcement learning, from the command line to their files. */
class ReinforcementRecipesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path shared;
  private static Path model;
  private static Path prompts;

  /** Throws, gives no number, or takes too long, in turn, and else rewards short completions. */
  public static final class Unreliable implements TrajectoryReward<PromptCompletion> {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public double reward(PromptCompletion task, Trajectory trajectory) throws InterruptedException {
      return switch (calls.getAndIncrement() % 8) {
        case 1 -> throw new IllegalStateException("broken");
        case 3 -> Double.NaN;
        case 5 -> hang();
        default -> -trajectory.completion().length();
      };
    }

    private static double hang() throws InterruptedException {
      Thread.sleep(60_000);
      return 1;
    }
  }

  /** Never says anything. */
  public static final class Broken implements TrajectoryReward<PromptCompletion> {
    @Override
    public double reward(PromptCompletion task, Trajectory trajectory) {
      throw new IllegalStateException("no license");
    }
  }

  @BeforeAll
  static void makeAModelAndPrompts() throws IOException {
    model = TinyModel.in(shared);
    prompts = shared.resolve("prompts.jsonl");
    Files.write(
        prompts,
        IntStream.range(10, 40)
            .mapToObj(i -> "{\"prompt\":\"" + i + "+1=\",\"completion\":\"" + (i + 1) + "\"}")
            .toList());
  }

  private static List<Object> options(String recipe, Path out, Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of(
                recipe,
                "--model",
                model,
                "--data",
                prompts,
                "--out",
                out,
                "--iterations",
                4,
                "--prompts",
                4,
                "--group-size",
                4,
                "--max-new-tokens",
                4,
                "--held-out",
                8));
    all.addAll(Arrays.asList(more));
    return all;
  }

  private static JsonNode summary(Path out) throws IOException {
    return JSON.readTree(out.resolve("summary.json").toFile());
  }

  private static List<JsonNode> training(Path out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      if (node.get("kind").asText().equals("training")) {
        lines.add(node);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpo",
        "dapo",
        "bnpo",
        "dr_grpo",
        "gspo",
        "cispo",
        "rloo",
        "reinforce_plus_plus",
        "reinforce_plus_plus_baseline",
        "remax",
        "opo",
        "reinforce"
      })
  void everyMethodRunsToItsSummary(String method, @TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    Run.of(options("grpo", out, "--method", method, "--verifier", "match:[13579]").toArray())
        .succeeds();
    JsonNode summary = summary(out);
    for (String figure : List.of("before.pass@1", "after.pass@1", "kl", "entropy", "seconds")) {
      assertThat(summary.has(figure)).as(figure).isTrue();
    }
    assertThat(training(out)).hasSize(4);
    assertThat(out.resolve("model/model.safetensors")).exists();
    assertThat(out.resolve("curves/pass@1.png")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared", "separate"})
  void ppoSavesItsValues(String trunk, @TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    Run.of(
            options("ppo", out, "--value-trunk", trunk, "--verifier", "contains", "--kl-target", 1)
                .toArray())
        .succeeds();
    assertThat(training(out).get(3).has("explained_variance")).isTrue();
    assertThat(training(out).get(3).get("kl_coefficient").asDouble()).isNotEqualTo(0.01);
    assertThat(
            out.resolve(
                trunk.equals("shared")
                    ? "model/value_head.safetensors"
                    : "value/model.safetensors"))
        .exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpo", "ppo"})
  void aResumedRunGoesOnAsTheUninterruptedOne(String recipe, @TempDir Path directory)
      throws IOException {
    Object[] more = {
      "--verifier",
      "match:[13579]",
      "--normalize-reward",
      "--kl-coefficient",
      0.1,
      "--kl-target",
      0.5,
      "--kl-horizon",
      50,
      "--passes",
      2,
      "--minibatches",
      2,
      "--checkpoint-every",
      2
    };
    Path whole = directory.resolve("whole");
    Path halved = directory.resolve("halved");
    Run.of(options(recipe, whole, more).toArray()).succeeds();
    Run.of(options(recipe, halved, more).toArray()).succeeds();
    Checkpoints.deleteNewest(halved);
    List<Object> resumed = options(recipe, halved, more);
    resumed.add("--resume");
    Run.of(resumed.toArray()).succeeds();
    assertThat(halved.resolve("metrics.jsonl"))
        .hasSameTextualContentAs(whole.resolve("metrics.jsonl"));
    assertThat(halved.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
  }

  @Test
  void rewardsThatFailAreLeftOutAndCounted(@TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    Run.of(
            options(
                    "grpo",
                    out,
                    "--verifier",
                    Unreliable.class.getName(),
                    "--reward-seconds",
                    0.2,
                    "--iterations",
                    2)
                .toArray())
        .failsWith("option '--iterations'");
    Object[] arguments =
        options("grpo", out, "--verifier", Unreliable.class.getName(), "--reward-seconds", 0.2)
            .toArray();
    Run run = Run.of(arguments);
    assertThat(run.code()).isZero();
    for (JsonNode line : training(out)) {
      // Of 16 episodes, 3 of 8 in turn have no reward.
      assertThat(line.get("left_out").asInt() + line.get("episodes").asInt()).isEqualTo(16);
      assertThat(line.get("left_out").asInt()).isBetween(5, 7);
    }
    assertThat(summary(out).get("left_out").asInt()).isPositive();
  }

  @Test
  void aRunWithoutAnyRewardStopsAndSaysWhy(@TempDir Path directory) {
    Run run =
        Run.of(
            options("grpo", directory.resolve("out"), "--verifier", Broken.class.getName())
                .toArray());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no license");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void severalRewardModelsAreAskedTogether(@TempDir Path directory) throws IOException {
    List<Path> judges = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      try (LanguageRewardModel judge =
          LanguageRewardModel.begin(model, seed, DecoderOptions.defaults())) {
        judges.add(directory.resolve("judge-" + seed));
        judge.save(judges.get(seed - 1));
      }
    }
    double first = rewardBefore(directory.resolve("a"), judges.subList(0, 1), 0);
    double second = rewardBefore(directory.resolve("b"), judges.subList(1, 2), 0);
    double both = rewardBefore(directory.resolve("c"), judges, 0);
    double cautious = rewardBefore(directory.resolve("d"), judges, 1);
    assertThat(first).isNotCloseTo(second, within(1e-3));
    assertThat(both).isCloseTo((first + second) / 2, within(1e-5));
    // every completion is marked down by what the two disagree about it
    assertThat(cautious).isLessThan(both - Math.abs(first - second) / Math.sqrt(2) + 1e-5);
  }

  private static double rewardBefore(Path out, List<Path> judges, double caution)
      throws IOException {
    List<Object> options = options("grpo", out, "--reward-caution", caution);
    options.set(options.indexOf("--iterations") + 1, 1);
    judges.forEach(judge -> options.addAll(List.of("--reward-model", judge)));
    Run.of(options.toArray()).succeeds();
    return summary(out).get("before.model_reward").asDouble();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void promptsThatLeaveNoRoomAreLeftOutUnlessNothingIsLeft(int lines, @TempDir Path directory)
      throws IOException {
    Path out = directory.resolve("out");
    Path data = directory.resolve("long.jsonl");
    List<String> texts = new ArrayList<>(Files.readAllLines(prompts).subList(0, 12));
    // among the tasks to train on, or wherever the shuffle puts it
    for (int i = 0; i < lines; i++) {
      texts.set(
          i, "{\"prompt\":\"" + i + "7".repeat(TinyModel.CONTEXT) + "\",\"completion\":\"1\"}");
    }
    Files.write(data, texts);
    List<Object> options = options("grpo", out, "--verifier", "exact");
    options.set(options.indexOf(prompts), data);
    Run run = Run.of(options.toArray());
    if (lines < texts.size()) {
      assertThat(run.err()).startsWith("1 tasks were left out").hasLineCount(1);
      assertThat(run.code()).isZero();
    } else {
      assertThat(run.err().lines().reduce((first, last) -> last))
          .hasValueSatisfying(
              line ->
                  assertThat(line).startsWith("error: --data: expected at least 2 tasks whose"));
      assertThat(run.code()).isEqualTo(2);
      assertThat(out.resolve("metrics.jsonl")).doesNotExist();
    }
  }

  @Test
  void badOptionsAreNamed(@TempDir Path directory) {
    Path out = directory.resolve("out");
    List<Object> alone = options("grpo", out, "--verifier", "exact");
    alone.set(alone.indexOf("--group-size") + 1, 1);
    Run.of(alone.toArray()).failsWith("--group-size: expected at least 2 for --method grpo");
    Run.of(
            options("grpo", out, "--verifier", "exact", "--method", "remax", "--credit", "actions")
                .toArray())
        .failsWith("--credit: expected episode with --method remax");
    Run.of(options("grpo", out).toArray()).failsWith("--verifier: expected one");
    Run.of(options("grpo", out, "--verifier", "nothing").toArray()).failsWith("nothing: expected");
    Run.of(options("grpo", out, "--verifier", "match:[").toArray()).failsWith("--verifier");
    Run.of(options("grpo", out, "--verifier", "exact", "--passes", 0).toArray())
        .failsWith("epochs: expected at least 1");
    Run.of(options("grpo", out, "--verifier", "exact", "--demonstrations", 3).toArray())
        .failsWith("--demonstrations");
    Run.of(options("grpo", out, "--verifier", "exact", "--reward-model", directory).toArray())
        .failsWith("config.json");
    Run.of(options("grpo", out, "--verifier", "exact", "--reward-caution", 1).toArray())
        .failsWith("--reward-caution: expected none without several reward models, got 1.0");
    Run.of(options("ppo", out, "--verifier", "exact", "--discount", 2).toArray())
        .failsWith("discount");
    Run.of(options("ppo", out, "--verifier", "exact", "--value-learning-rate", 1e-3).toArray())
        .failsWith("--value-learning-rate");
    assertThat(out).doesNotExist();
  }
}
