package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.Provenance;

/** What a resumed recipe compares with the run that stopped, and that it goes on bit for bit. */
class ResumeTest {
  private static final String SAME = "; give the same, or choose another directory for a new run";

  @TempDir private Path directory;
  private Path model;
  private Path judge;
  private Path data;

  @BeforeEach
  void makeModelsAndData() throws IOException {
    model = TinyModel.in(directory);
    judge = directory.resolve("judge");
    try (LanguageRewardModel begun =
        LanguageRewardModel.begin(model, 1, DecoderOptions.defaults())) {
      begun.save(judge);
    }
    data = directory.resolve("data.jsonl");
    writeData("7");
  }

  private void writeData(String answer) throws IOException {
    String line =
        "{\"prompt\":\"%1$d+1=\",\"completion\":\" ANSWER.\",\"chosen\":\" ANSWER.\",\"rejected\":\" 8\"}"
            .replace("ANSWER", answer);
    Files.write(data, IntStream.range(10, 40).mapToObj(i -> String.format(line, i)).toList());
  }

  private List<Object> command(String recipe, Path out, Object... more) {
    List<Object> words = new ArrayList<>(List.of(recipe, "--out", out, "--threads", 1));
    words.addAll(
        switch (recipe) {
          case "pretrain" ->
              List.of(
                  Words.flat(
                      Words.TINY_DECODER,
                      Words.of("--generated-documents 200 --updates 6 --context 32"),
                      Words.of("--block-length 16")));
          case "grpo", "ppo" ->
              List.of(
                  "--model",
                  model,
                  "--data",
                  data,
                  "--iterations",
                  4,
                  "--prompts",
                  4,
                  "--group-size",
                  4,
                  "--max-new-tokens",
                  4,
                  "--held-out",
                  8,
                  "--kl-coefficient",
                  0.1,
                  "--reward-model",
                  judge);
          default -> List.of("--model", model, "--data", data, "--batch-size", 4, "--updates", 6);
        });
    if (recipe.equals("dpo")) {
      words.addAll(List.of("--max-new-tokens", 4, "--evaluation-samples", 8));
    }
    words.addAll(List.of("--checkpoint-every", 2));
    words.addAll(Arrays.asList(more));
    return words;
  }

  /** A run that was killed after its fourth update: its end is as if it had never been. */
  private Path stopped(String recipe) throws IOException {
    Path out = directory.resolve("stopped-" + recipe);
    Run.of(command(recipe, out).toArray()).succeeds();
    Checkpoints.cutNewest(out);
    return out;
  }

  private Run resume(String recipe, Path out, Object... more) {
    return Run.of(
        Stream.concat(command(recipe, out, more).stream(), Stream.of("--resume")).toArray());
  }

  private void refuses(String recipe, Path out, String message, Object... more) throws IOException {
    Map<Path, String> before = contents(out);
    Run run = resume(recipe, out, more);
    run.failsWith(message);
    run.failsWith(SAME);
    assertThat(contents(out)).isEqualTo(before);
  }

  private static Map<Path, String> contents(Path out) throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
      }
    }
    return contents;
  }

  private static void changeWeights(Path model) throws IOException {
    Path file = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    // the last bit of the last number
    bytes[bytes.length - 4] ^= 1;
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pretrain", "sft", "dpo", "reward", "ppo", "grpo"})
  void goesOnAsTheUninterruptedRun(String recipe) throws IOException {
    Path whole = directory.resolve("whole");
    Run.of(command(recipe, whole).toArray()).succeeds();
    Path stopped = stopped(recipe);
    // Where models and data lie makes no difference.
    model =
        Files.move(model, Files.createDirectory(directory.resolve("elsewhere")).resolve("model"));
    data = Files.move(data, directory.resolve("elsewhere/data.jsonl"));
    resume(recipe, stopped).succeeds();
    List<String> files =
        new ArrayList<>(
            List.of("metrics.jsonl", "model/model.safetensors", "model/provenance.json"));
    if (!List.of("ppo", "grpo").contains(recipe)) {
      // theirs holds the seconds that they took
      files.add("summary.json");
    }
    for (String file : files) {
      assertThat(stopped.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft", "dpo", "reward", "ppo", "grpo"})
  void otherWeightsInTheBaseDirectoryAreRefused(String recipe) throws IOException {
    Path out = stopped(recipe);
    changeWeights(model);
    refuses(recipe, out, "base.weights: expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft", "dpo", "reward", "grpo"})
  void anotherTokenizerIsRefused(String recipe) throws IOException {
    Path out = stopped(recipe);
    Path file = model.resolve("tokenizer.json");
    Files.writeString(file, Files.readString(file) + "\n");
    refuses(recipe, out, "base.tokenizer: expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ppo", "grpo"})
  void anotherRewardModelIsRefused(String recipe) throws IOException {
    Path out = stopped(recipe);
    changeWeights(judge);
    refuses(recipe, out, "reward_model[0].weights: expected ");
  }

  @Test
  void whatTheModelWasShownIsTheReferenceAndAnotherIsRefused() throws IOException {
    Path whole = directory.resolve("whole");
    Path out = directory.resolve("shown");
    Run.of(shown(whole)).succeeds();
    Run.of(shown(out)).succeeds();
    Checkpoints.cutNewest(out);
    Run.of(shown(out, "--resume")).succeeds();
    for (String file :
        List.of("metrics.jsonl", "model/model.safetensors", "model/provenance.json")) {
      assertThat(out.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    changeWeights(out.resolve("start"));
    Run.of(shown(out, "--resume")).failsWith("reference.weights: expected ");
  }

  private static Object[] shown(Path out, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "grpo",
                "--demonstrations",
                64,
                "--iterations",
                2,
                "--prompts",
                2,
                "--group-size",
                2,
                "--held-out",
                4,
                "--checkpoint-every",
                1,
                "--out",
                out));
    words.addAll(Arrays.asList(more));
    return words.toArray();
  }

  @Test
  void theReferenceOfDpoIsNamedBesideItsBase() throws IOException {
    Path out = stopped("dpo");
    changeWeights(model);
    refuses("dpo", out, "(others too: reference.weights)");
  }

  @Test
  void anotherBetaIsRefused() throws IOException {
    refuses(
        "dpo",
        stopped("dpo"),
        "--beta: expected 0.1 as in the run to resume, got 0.2",
        "--beta",
        0.2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft", "dpo", "reward", "ppo", "grpo", "pretrain"})
  void anotherLearningRateIsRefused(String recipe) throws IOException {
    Path out = stopped(recipe);
    refuses(recipe, out, "--learning-rate: expected ", "--learning-rate", 2e-4);
  }

  @Test
  void anotherNumberOfThreadsIsRefused() throws IOException {
    Path out = stopped("sft");
    Object[] words =
        Stream.concat(command("sft", out).stream(), Stream.of("--resume"))
            .map(word -> word.equals((Object) 1) ? (Object) 3 : word)
            .toArray();
    Run.of(words).failsWith("--threads: expected 1 as in the run to resume, got 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft", "dpo", "reward", "ppo", "grpo"})
  void otherDataIsRefused(String recipe) throws IOException {
    Path out = stopped(recipe);
    writeData("6");
    refuses(
        recipe,
        out,
        List.of("ppo", "grpo").contains(recipe)
            ? "data.answers: expected "
            : "data.contents: expected ");
  }

  @Test
  void theSavedModelNamesAllThatItIsMadeOf() throws IOException {
    Path out = stopped("grpo");
    Provenance record = Provenance.read(out.resolve("model")).orElseThrow();
    assertThat(record.madeBy()).isEqualTo("grpo");
    assertThat(record.parents()).containsOnlyKeys("base", "data", "reference", "reward_model[0]");
    assertThat(record.parents().get("reward_model[0]").name()).isEqualTo("judge");
    assertThat(record.settings())
        .containsKeys("--kl-coefficient", "data.contents", "base.weights", "run.seed")
        .doesNotContainKeys("--model", "--out", "--reward-model");
  }
}
