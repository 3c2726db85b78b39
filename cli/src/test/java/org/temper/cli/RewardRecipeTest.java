package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;

/** The recipe {@code reward} from its command line to its files. */
class RewardRecipeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PAIR =
      "{\"prompt\":\"%1$d+1=\",\"chosen\":\" 7.\",\"rejected\":\" 3.\"}";

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  private Object[] command(Path data, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "reward",
                "--model",
                tiny.model(),
                "--data",
                data,
                "--batch-size",
                8,
                "--updates",
                20,
                "--learning-rate",
                1e-2));
    words.addAll(Arrays.asList(more));
    return words.toArray();
  }

  private Path records(String pattern) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add(String.format(pattern, i));
    }
    return Files.write(tiny.resolve("data.jsonl"), lines);
  }

  private JsonNode summary() throws IOException {
    assertThat(tiny.out().resolve("metrics.jsonl")).isNotEmptyFile();
    assertThat(tiny.out().resolve("curves/loss.png")).isNotEmptyFile();
    for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      assertThat(tiny.out().resolve("model").resolve(name)).isNotEmptyFile();
    }
    JsonNode summary = JSON.readTree(tiny.out().resolve("summary.json").toFile());
    assertThat(summary).isNotEmpty().allMatch(JsonNode::isNumber);
    return summary;
  }

  @Test
  void learnsGivenPairsAndSavesAModelThatJudgesAsItDid() throws IOException {
    Run run = Run.of(command(records(PAIR), "--out", tiny.out())).succeeds();
    assertThat(run.out()).contains("pair accuracy");
    JsonNode summary = summary();
    assertThat(summary.get("reward.pair_accuracy").asDouble()).isEqualTo(1);
    assertThat(summary.get("reward.margin").asDouble())
        .isGreaterThan(summary.get("base.margin").asDouble());
    assertThat(summary.has("reward.calibration_error")).isTrue();
    assertThat(summary.has("reward.length_correlation"))
        .as("all completions are equally long")
        .isFalse();
    try (LanguageRewardModel saved =
        LanguageRewardModel.load(tiny.out().resolve("model"), DecoderOptions.defaults())) {
      double[] rewards =
          saved
              .model()
              .rewards(
                  SequenceBatch.of(
                      Stream.of(" 7.", " 3.")
                          .map(
                              answer ->
                                  TokenSequence.of(
                                      saved.codec().encodePrompt("50+1="),
                                      saved.codec().encode(answer)))
                          .toList()));
      assertThat(rewards[0]).isGreaterThan(rewards[1]);
    }
  }

  @Test
  void marginsAreReadWherePairsHaveThem() throws IOException {
    Path data = records(PAIR.replace("}", ",\"margin\":2}"));
    Run.of(command(data, "--out", tiny.out(), "--centering", 0)).succeeds();
    assertThat(summary().get("base.loss").asDouble()).isGreaterThan(1);
  }

  @Test
  void learnsRatedLists() throws IOException {
    Path data =
        records(
            "{\"prompt\":\"%1$d+1=\",\"completions\":[{\"completion\":\" 7.\",\"rating\":3},"
                + "{\"completion\":\" 3. 3.\",\"rating\":1},{\"completion\":\" 5.\",\"rating\":2},"
                + "{\"completion\":\" 4.\",\"rating\":2}]}");
    Run.of(command(data, "--format", "ratings", "--margin-scale", 0.5, "--out", tiny.out()))
        .succeeds();
    JsonNode summary = summary();
    assertThat(summary.get("reward.held_out_comparisons").asInt()).isEqualTo(4 * 5);
    assertThat(summary.get("reward.pair_accuracy").asDouble())
        .isGreaterThan(summary.get("base.pair_accuracy").asDouble());
    assertThat(summary.has("reward.length_correlation")).isTrue();
  }

  @Test
  void listsInWhichNothingIsBetterAreLeftOutAndCounted() throws IOException {
    String decided =
        "{\"prompt\":\"1\",\"completions\":[{\"completion\":\"7\",\"rating\":3},"
            + "{\"completion\":\"3\",\"rating\":1}]}";
    Path data =
        Files.write(
            tiny.resolve("data.jsonl"),
            List.of(
                decided,
                decided.replace("\"1\"", "\"2\""),
                decided.replace("\"rating\":3", "\"rating\":1")));
    Run run = Run.of(command(data, "--format", "ratings", "--held-out", 0.5, "--out", tiny.out()));
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEqualToIgnoringNewLines("1 lists were left out: all rated alike");
  }

  @Test
  void learnsLabels() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add(
          String.format(
              "{\"prompt\":\"%d+1=\",\"completion\":\" %d.\",\"label\":%d}",
              i, i % 2 == 0 ? 7 : 3, i % 2));
    }
    Path data = Files.write(tiny.resolve("data.jsonl"), lines);
    Run.of(command(data, "--format", "labels", "--out", tiny.out())).succeeds();
    JsonNode summary = summary();
    assertThat(summary.get("reward.loss").asDouble())
        .isLessThan(summary.get("base.loss").asDouble());
    assertThat(summary.get("reward.explained_variance").asDouble()).isPositive();
    assertThat(summary.get("reward.held_out_labels").asInt()).isEqualTo(4);
  }

  @Test
  void prefersAPatternInTheModelsOwnSamples() throws IOException {
    Path prompts = records("{\"prompt\":\"%1$d+1=\"}");
    Run.of(
            "reward",
            "--model",
            tiny.model(),
            "--prefer",
            "[13579]",
            "--prompts",
            prompts,
            "--samples-per-prompt",
            8,
            "--batch-size",
            8,
            "--max-new-tokens",
            3,
            "--out",
            tiny.out())
        .succeeds();
    JsonNode summary = summary();
    assertThat(Files.readAllLines(tiny.out().resolve("pairs.jsonl")))
        .hasSize(summary.get("reward.groups").asInt());
  }

  @Test
  void aResumedRunGoesOnAsTheUninterruptedOne() throws IOException {
    Path data = records(PAIR);
    Path halved = tiny.resolve("halved");
    Run.of(command(data, "--checkpoint-every", 8, "--out", tiny.out())).succeeds();
    Run.of(command(data, "--checkpoint-every", 8, "--out", halved)).succeeds();
    Path newest;
    try (Stream<Path> checkpoints = Files.list(halved.resolve("checkpoints"))) {
      newest = checkpoints.sorted().reduce((first, second) -> second).orElseThrow();
    }
    Files.delete(newest.resolve("checkpoint.json"));
    Run.of(command(data, "--checkpoint-every", 8, "--out", halved, "--resume")).succeeds();
    for (String file : List.of("metrics.jsonl", "summary.json", "model/model.safetensors")) {
      assertThat(halved.resolve(file)).hasSameBinaryContentAs(tiny.out().resolve(file));
    }
  }
}
