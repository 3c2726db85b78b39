package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.text.TextCodec;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;

/** The recipes that act in a user's environment, from the command line to their files. */
class EnvironmentRecipesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path shared;
  private static Path model;

  /** Asks for a sum twice, and rewards each odd digit of the answers. */
  public static class OddDigits implements Environment {
    private final TextCodec codec;
    private int left;

    public OddDigits(TextCodec codec) {
      this.codec = codec;
    }

    @Override
    public ImmutableLongArray reset(long seed) {
      left = 2;
      return ImmutableLongArray.copyOf(codec.encodePrompt(Math.floorMod(seed, 9) + "+1="));
    }

    @Override
    public Step step(ImmutableLongArray action) {
      left--;
      String text = codec.decode(action.toArray());
      return new Step(
          ImmutableLongArray.copyOf(codec.encode("+2=")),
          OptionalDouble.of(
              (double) text.chars().filter(c -> Character.isDigit(c) && c % 2 == 1).count()),
          left > 0 ? Optional.empty() : Optional.of(Ending.terminated("asked twice")));
    }

    @Override
    public void close() {}
  }

  /** The same with another name. */
  public static final class Other extends OddDigits {
    public Other(TextCodec codec) {
      super(codec);
    }
  }

  /** Notes which episodes were played. */
  public static final class Noting implements Environment {
    private static final Set<Long> SEEDS = ConcurrentHashMap.newKeySet();

    @Override
    public ImmutableLongArray reset(long seed) {
      SEEDS.add(seed);
      return ImmutableLongArray.of(1);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      return new Step(
          ImmutableLongArray.of(), OptionalDouble.of((double) action.get(0)), Optional.empty());
    }

    @Override
    public void close() {}
  }

  /** Throws, hangs or says nothing in three episodes of five. */
  public static final class Unruly implements Environment {
    private static final Set<Long> KINDS = ConcurrentHashMap.newKeySet();

    private long kind;

    @Override
    public ImmutableLongArray reset(long seed) {
      kind = Math.floorMod(seed, 5L);
      KINDS.add(kind);
      if (kind == 0) {
        throw new AssertionError("no such episode");
      }
      return ImmutableLongArray.of(1);
    }

    @Override
    @SuppressWarnings("NullAway") // what a user may do
    public Step step(ImmutableLongArray action) {
      if (kind == 1) {
        hang();
      }
      return kind == 2
          ? null
          : new Step(
              ImmutableLongArray.of(),
              OptionalDouble.of((double) (action.get(0) % 3)),
              Optional.of(Ending.terminated("done")));
    }

    private static void hang() {
      try {
        Thread.sleep(Duration.ofMinutes(1).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {}
  }

  /** Has no license. */
  public static final class Unmade implements Environment {
    public Unmade() {
      throw new IllegalStateException("no license");
    }

    @Override
    public ImmutableLongArray reset(long seed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Step step(ImmutableLongArray action) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** Is none in itself. */
  public abstract static class Unfinished implements Environment {}

  @BeforeAll
  static void makeAModel() throws IOException {
    model = TinyModel.in(shared);
  }

  private static List<Object> options(String recipe, Class<?> environment, Path out) {
    return new ArrayList<>(
        List.of(
            recipe,
            "--model",
            model,
            "--environment",
            environment.getName(),
            "--out",
            out,
            "--iterations",
            2,
            "--prompts",
            4,
            "--group-size",
            4,
            "--episodes",
            8,
            "--turns",
            3,
            "--max-new-tokens",
            3,
            "--held-out",
            6));
  }

  private static Run run(List<Object> options, Object... more) {
    List<Object> all = new ArrayList<>(options);
    all.addAll(Arrays.asList(more));
    return Run.of(all.toArray());
  }

  private static List<JsonNode> metrics(Path out, String kind) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      if (node.get("kind").asText().equals(kind)) {
        lines.add(node);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpo", "ppo"})
  void recipesActInAUsersEnvironment(String recipe, @TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    Run run = run(options(recipe, OddDigits.class, out)).succeeds();
    assertThat(run.out())
        .contains("episodes: 8 to learn from, 6 held out; each has at most 3 actions of at most 3");
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    for (String figure :
        List.of("before.reward", "after.reward", "after.failed", "kl", "entropy")) {
      assertThat(summary.has(figure)).as(figure).isTrue();
    }
    assertThat(summary.has("after.pass@1")).isFalse();
    assertThat(summary.get("after.failed").asDouble()).isZero();
    assertThat(metrics(out, "training")).hasSize(2);
    assertThat(out.resolve("curves/reward.png")).exists();
    assertThat(out.resolve("model/model.safetensors")).exists();
    List<String> samples = Files.readAllLines(out.resolve("samples/iteration-000002.jsonl"));
    assertThat(samples).hasSize(6);
    for (String line : samples) {
      JsonNode sample = JSON.readTree(line);
      assertThat(sample.get("prompt").asText()).matches("\\d ?\\+ ?1 ?=");
      assertThat(sample.get("completion").asText().replace(" ", "")).contains("+2=");
      assertThat(sample.get("rewards").has("reward")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpo", "ppo"})
  void aResumedRunGoesOnAsTheUninterruptedOne(String recipe, @TempDir Path directory)
      throws IOException {
    Object[] more = {"--kl-coefficient", 0.1, "--passes", 2, "--checkpoint-every", 1};
    Path whole = directory.resolve("whole");
    Path halved = directory.resolve("halved");
    run(options(recipe, OddDigits.class, whole), more).succeeds();
    run(options(recipe, OddDigits.class, halved), more).succeeds();
    Checkpoints.deleteNewest(halved);
    List<Object> resumed = options(recipe, OddDigits.class, halved);
    resumed.add("--resume");
    run(resumed, more).succeeds();
    assertThat(halved.resolve("metrics.jsonl"))
        .hasSameTextualContentAs(whole.resolve("metrics.jsonl"));
    assertThat(halved.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
  }

  @Test
  void anotherEnvironmentIsRefusedOnResume(@TempDir Path directory) {
    Path out = directory.resolve("out");
    run(options("grpo", OddDigits.class, out)).succeeds();
    Run run = run(options("grpo", Other.class, out), "--resume");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains("--environment").hasLineCount(1);
    List<Object> more = options("grpo", OddDigits.class, out);
    more.set(more.indexOf("--episodes") + 1, 9);
    Run longer = run(more, "--resume");
    assertThat(longer.code()).isEqualTo(2);
    assertThat(longer.err()).startsWith("error: ").contains("--episodes").hasLineCount(1);
  }

  @Test
  void episodesAreSeedsOfWhichSomeAreMeasuredOnAlone(@TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    Noting.SEEDS.clear();
    // 4 of 8 episodes an iteration: twice over all of them
    run(options("grpo", Noting.class, out), "--evaluate-every", 1, "--reward-caution", 0)
        .succeeds();
    assertThat(Noting.SEEDS).hasSize(8 + 6);
    List<JsonNode> training = metrics(out, "training");
    assertThat(training.get(1).get("truncated").asDouble()).isEqualTo(1);
  }

  @Test
  void whatThrowsOrHangsInPlayFailsItsEpisodeAlone(@TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    List<Object> options = options("grpo", Unruly.class, out);
    options.set(options.indexOf("--prompts") + 1, 8);
    options.set(options.indexOf("--group-size") + 1, 2);
    Run run = run(options, "--step-seconds", 0.3);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Unruly.KINDS).contains(0L, 1L, 2L);
    double leftOut = 0;
    for (JsonNode line : metrics(out, "training")) {
      assertThat(line.get("left_out").asInt() + line.get("episodes").asInt()).isEqualTo(16);
      leftOut += line.get("left_out").asInt();
    }
    assertThat(leftOut).isPositive();
    for (JsonNode line : metrics(out, "evaluation")) {
      assertThat(line.get("failed").asDouble()).isBetween(0.1, 0.9);
      assertThat(line.get("reward").isNumber()).isTrue();
    }
  }

  @Test
  void aRewardModelIsLearnedFromBesideIt(@TempDir Path directory) throws IOException {
    Path judge = directory.resolve("judge");
    try (LanguageRewardModel begun =
        LanguageRewardModel.begin(model, 1, DecoderOptions.defaults())) {
      begun.save(judge);
    }
    Path out = directory.resolve("out");
    run(options("grpo", OddDigits.class, out), "--reward-model", judge).succeeds();
    JsonNode first = metrics(out, "training").get(0);
    // whole numbers are the environment's
    assertThat(first.get("raw_reward").asDouble() * 16 % 1).isNotZero();
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.has("after.model_reward")).isTrue();
    assertThat(summary.has("after.reward")).isTrue();
  }

  @Test
  void badClassesAreNamedBeforeAnythingIsWritten(@TempDir Path directory) {
    Path out = directory.resolve("out");
    List<Object> missing = options("grpo", OddDigits.class, out);
    missing.set(missing.indexOf("--environment") + 1, "com.example.Nothing");
    run(missing)
        .failsWith("--environment: com.example.Nothing: expected a class on the class path");
    run(options("ppo", Unfinished.class, out))
        .failsWith("Unfinished: expected a public class that is not abstract");
    run(options("grpo", Unmade.class, out))
        .failsWith("Unmade: expected to be constructed, got java.lang.IllegalStateException: no");
    run(options("grpo", String.class, out))
        .failsWith("--environment: java.lang.String: expected an implementation of");
    assertThat(out).doesNotExist();
  }

  @Test
  void optionsThatDoNotApplyAreNamed(@TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    List<Object> game = options("grpo", OddDigits.class, out);
    Path data = Files.writeString(directory.resolve("tasks.jsonl"), "{\"prompt\":\"1+1=\"}\n");
    run(game, "--data", data).failsWith("--data: expected none with --environment");
    run(game, "--verifier", "number").failsWith("--verifier: expected none with --environment");
    run(game, "--demonstrations", 4).failsWith("--demonstrations: expected none with");
    Run.of("grpo", "--turns", 3).failsWith("--turns: expected none without --environment");
    Run.of("grpo", "--environment", "A", "--out", out).failsWith("--model: expected a directory");
    run(game, "--step-seconds", 0).failsWith("--step-seconds: expected 0.001");
    for (String[] bad :
        new String[][] {
          {"--turns", "0", "--turns: expected at least 1, got 0"},
          {"--episodes", "2147483647", "--episodes: expected at most 1000000"},
          {"--episodes", "3", "--episodes: expected at least 4, the --prompts of an iteration"},
          {"--held-out", "2147483647", "--held-out: expected at most 1000000"},
          {"--max-new-tokens", "0", "--max-new-tokens: expected at least 1"}
        }) {
      List<Object> options = new ArrayList<>(game);
      options.set(options.indexOf(bad[0]) + 1, bad[1]);
      run(options).failsWith(bad[2]);
    }
    assertThat(out).doesNotExist();
  }
}
