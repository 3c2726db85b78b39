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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each recipe from its command line to its files, on a model that it takes a second to make. */
class RecipesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path shared;
  private static Path model;

  @BeforeAll
  static void pretrainATinyModel() {
    Path out = shared.resolve("pretrain");
    Run run =
        Run.of(
                "pretrain",
                "--out",
                out,
                "--generated-documents",
                400,
                "--updates",
                30,
                Words.TINY_DECODER,
                "--context",
                64,
                "--block-length",
                32,
                "--batch-size",
                8)
            .succeeds();
    assertThat(run.out()).contains("nats per token").contains(out.toString());
    model = out.resolve("model");
  }

  @Test
  void pretrainingLowersTheLossAndWritesEverything() throws IOException {
    JsonNode summary = checkOutput(shared.resolve("pretrain"));
    assertThat(summary.get("pretrain.nats_per_token").asDouble())
        .isLessThan(summary.get("random.nats_per_token").asDouble());
  }

  @Test
  void pretrainingGoesOnFromAModel(@TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    Run.of(
            "pretrain",
            "--model",
            model,
            "--generated-documents",
            400,
            "--updates",
            4,
            "--block-length",
            32,
            "--out",
            out)
        .succeeds();
    double before =
        JSON.readTree(shared.resolve("pretrain").resolve("summary.json").toFile())
            .get("pretrain.nats_per_token")
            .asDouble();
    JsonNode summary = checkOutput(out);
    // The same documents are held out, of which batches of another size are the same mean.
    assertThat(summary.get("base.nats_per_token").asDouble()).isCloseTo(before, within(1e-4));
    assertThat(summary.get("pretrain.nats_per_token").asDouble()).isLessThan(before);
  }

  @Test
  void pretrainingTakesAnyText(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("text.txt"), "Über den Wolken.\n\n".repeat(20));
    Run.of(
            "pretrain",
            "--data",
            text,
            "--out",
            directory.resolve("out"),
            "--updates",
            2,
            Words.TINY_DECODER,
            "--context",
            32,
            "--block-length",
            8,
            "--batch-size",
            4,
            "--words",
            2,
            "--held-out",
            0.1)
        .succeeds();
    checkOutput(directory.resolve("out"));
  }

  private static JsonNode checkSftLearned(Path out) throws IOException {
    JsonNode summary = checkOutput(out);
    assertThat(summary.get("sft.nats_per_token").asDouble())
        .isLessThan(summary.get("base.nats_per_token").asDouble());
    return summary;
  }

  @Test
  void sftLearnsCompletions(@TempDir Path directory) throws IOException {
    Path data = records(directory, "{\"prompt\":\"%d+1=\",\"completion\":\" 7.\"}");
    Path out = directory.resolve("out");
    Run.of("sft", "--model", model, "--data", data, "--out", out, "--batch-size", 4).succeeds();
    checkSftLearned(out);
  }

  @Test
  void sftLearnsFromUpdatesOfTokens(@TempDir Path directory) throws IOException {
    Path data = records(directory, "{\"prompt\":\"%d+1=\",\"completion\":\" 7.\"}");
    Path out = directory.resolve("out");
    Run run =
        Run.of("sft", "--model", model, "--data", data, "--out", out, "--batch-tokens", 40)
            .succeeds();
    assertThat(run.out()).contains(" updates of at most 40 tokens, ");
    JsonNode summary = checkSftLearned(out);
    assertThat(summary.get("sft.updates").asInt())
        .isBetween(2, summary.get("sft.examples").asInt() / 2);
  }

  @Test
  void sftLearnsText(@TempDir Path directory) throws IOException {
    Path data = Files.writeString(directory.resolve("a.txt"), "Ann has 1 pen.\n\n".repeat(40));
    Path out = directory.resolve("out");
    Run.of("sft", "--model", model, "--data", data, "--out", out, "--max-length", 16).succeeds();
    checkSftLearned(out);
  }

  @Test
  void dpoLearnsGivenPairs(@TempDir Path directory) throws IOException {
    Path data = records(directory, "{\"prompt\":\"%d+1=\",\"chosen\":\" 7.\",\"rejected\":\" 8\"}");
    Path out = directory.resolve("out");
    Run.of(
            "dpo",
            "--model",
            model,
            "--data",
            data,
            "--out",
            out,
            "--batch-size",
            4,
            "--learning-rate",
            1e-2,
            "--max-new-tokens",
            4,
            "--evaluation-samples",
            8)
        .succeeds();
    JsonNode summary = checkOutput(out);
    assertThat(summary.get("base.margin").asDouble()).isZero();
    assertThat(summary.get("dpo.margin").asDouble()).isPositive();
    assertThat(summary.get("base.kl").asDouble()).isZero();
    assertThat(summary.get("dpo.kl").asDouble()).isPositive();
  }

  @Test
  void dpoPrefersAPatternInItsOwnSamples(@TempDir Path directory) throws IOException {
    Path prompts = records(directory, "{\"prompt\":\"%d+1=\"}");
    Path out = directory.resolve("out");
    Run.of(
            "dpo",
            "--model",
            model,
            "--prefer",
            "[13579]",
            "--prompts",
            prompts,
            "--out",
            out,
            "--batch-size",
            8,
            "--max-new-tokens",
            3,
            "--evaluation-samples",
            16)
        .succeeds();
    JsonNode summary = checkOutput(out);
    assertThat(summary.has("base.preferred_rate")).isTrue();
    assertThat(summary.get("dpo.pairs").asInt()).isPositive();
    assertThat(Files.readAllLines(out.resolve("pairs.jsonl")))
        .hasSize(summary.get("dpo.pairs").asInt());
  }

  @Test
  void aResumedRunGoesOnAsTheUninterruptedOne(@TempDir Path directory) throws IOException {
    Path data = records(directory, "{\"prompt\":\"%d+1=\",\"completion\":\" 7.\"}");
    List<Object> options =
        List.of(
            "sft",
            "--model",
            model,
            "--data",
            data,
            "--batch-size",
            4,
            "--checkpoint-every",
            2,
            "--out");
    Path whole = directory.resolve("whole");
    Path halved = directory.resolve("halved");
    Run.of(options, whole).succeeds();
    Run.of(options, halved).succeeds();
    Checkpoints.cutNewest(halved);
    Run.of(options, halved, "--resume").succeeds();
    assertThat(halved.resolve("metrics.jsonl"))
        .hasSameTextualContentAs(whole.resolve("metrics.jsonl"));
    assertThat(halved.resolve("summary.json"))
        .hasSameTextualContentAs(whole.resolve("summary.json"));
    assertThat(halved.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
  }

  @Test
  void generationPrintsOneJsonLineACompletion() throws IOException {
    Run run =
        Run.of(
                "generate",
                "--model",
                model,
                "--prompt",
                "1+1=",
                "--prompt",
                "2+2=",
                "--samples",
                2,
                "--max-new-tokens",
                5,
                "--json")
            .succeeds();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(4);
    for (String line : lines) {
      JsonNode record = JSON.readTree(line);
      assertThat(record.get("token_ids").size())
          .isEqualTo(record.get("logprobs").size())
          .isBetween(1, 5);
      assertThat(record.get("finish_reason").asText()).isIn("eos", "length");
      assertThat(record.get("prompt").asText()).isIn("1+1=", "2+2=");
      assertThat(record.get("text").isTextual()).isTrue();
    }
  }

  @Test
  void greedyGenerationStartsFromTheBeginTokenAndRepeatsItself() {
    Object[] command = {"generate", "--model", model, "--temperature", 0};
    assertThat(Run.of(command).succeeds().out()).isEqualTo(Run.of(command).succeeds().out());
  }

  @Test
  void generationSaysWhatItDoesNotApply(@TempDir Path directory) throws IOException {
    Path copy = TinyModel.in(directory);
    Path defaults = copy.resolve("generation_config.json");
    Files.writeString(defaults, "{\"num_beams\": 4, \"no_repeat_ngram_size\": 3}");
    Run run = Run.of("generate", "--model", copy, "--max-new-tokens", 2);
    assertThat(run.code()).isZero();
    assertThat(run.err().lines())
        .containsExactly(
            "generation_config.json: not applied here: [no_repeat_ngram_size, num_beams]");

    Files.writeString(defaults, "{\"top_p\": 3}");
    Run.of("generate", "--model", copy)
        .failsWith(
            "topP: expected a number in (0, 1], got 3.0; what no option says is of"
                + " generation_config.json");
    Run.of("generate", "--model", copy, "--top-p", 1, "--max-new-tokens", 2).succeeds();

    Files.writeString(defaults, "{\"num_beams\": 1, \"no_repeat_ngram_size\": 0}");
    Run.of("generate", "--model", copy, "--max-new-tokens", 2).succeeds();
  }

  @Test
  void generationReadsPromptsFromAFile(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("p.txt"), "1+1=\n2+2=\n");
    Run run =
        Run.of("generate", "--model", model, "--prompts", text, "--max-new-tokens", 2).succeeds();
    assertThat(run.out()).contains("1+1=").contains("2+2=");
  }

  @Test
  void generationStopsAtAText() throws IOException {
    Run run =
        Run.of(
                "generate",
                "--model",
                model,
                "--prompt",
                "1+1=",
                "--json",
                "--samples",
                8,
                "--stop",
                "=",
                "--stop",
                ".",
                "--stop",
                "1",
                "--stop",
                "2",
                "--stop",
                "3")
            .succeeds();
    assertThat(run.out()).contains("\"finish_reason\":\"stop\"");
  }

  private static JsonNode checkOutput(Path out) throws IOException {
    assertThat(out.resolve("metrics.jsonl")).isNotEmptyFile();
    assertThat(out.resolve("curves/loss.png")).isNotEmptyFile();
    for (String name :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      assertThat(out.resolve("model").resolve(name)).isNotEmptyFile();
    }
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary).isNotEmpty().allMatch(JsonNode::isNumber);
    return summary;
  }

  private static Path records(Path directory, String pattern) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add(String.format(pattern, i));
    }
    return Files.write(directory.resolve("data.jsonl"), lines);
  }
}
