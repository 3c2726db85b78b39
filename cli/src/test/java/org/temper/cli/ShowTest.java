package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;

/** The recipe {@code show} on models and runs. */
class ShowTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path model;

  @BeforeEach
  void makeAModel() throws IOException {
    model = TinyModel.in(directory);
  }

  private static JsonNode json(Object... command) throws IOException {
    Run run = Run.of(command).succeeds();
    assertThat(run.out().lines()).hasSize(1);
    return JSON.readTree(run.out());
  }

  private Path trained() throws IOException {
    Path data = directory.resolve("data.jsonl");
    Files.write(
        data,
        IntStream.range(0, 40)
            .mapToObj(i -> "{\"prompt\":\"" + i + "+1=\",\"completion\":\" 7.\"}")
            .toList());
    Path out = directory.resolve("out");
    Run.of("sft", "--model", model, "--data", data, "--out", out, "--batch-size", 4).succeeds();
    return out;
  }

  @Test
  void aModelIsDescribed() throws IOException {
    JsonNode shown = json("show", "--model", model, "--json");
    assertThat(shown.get("summary").asText())
        .startsWith("a language model (LlamaForCausalLM): ")
        .endsWith("up to 32 in a sequence");
    assertThat(shown.get("context").asInt()).isEqualTo(TinyModel.CONTEXT);
    assertThat(shown.get("storage").get("F32").asLong())
        .isEqualTo(shown.get("parameters").asLong());
    assertThat(shown.get("tokenizer").get("vocabulary")).isEqualTo(shown.get("vocabulary"));
    assertThat(shown.get("contents").has("weights")).isTrue();
    assertThat(shown.get("as_recorded").asBoolean()).isTrue();
  }

  @Test
  void whatMadeAModelIsShownWithItsParents() throws IOException {
    Path out = trained();
    JsonNode record = json("show", "--model", out.resolve("model"), "--json").get("provenance");
    assertThat(record.get("made_by").asText()).isEqualTo("sft");
    assertThat(record.get("settings").get("--learning-rate").asText()).isEqualTo("0.001");
    JsonNode base = record.get("parents").get("base");
    assertThat(base.get("name").asText()).isEqualTo("model");
    assertThat(base.get("contents"))
        .isEqualTo(json("show", "--model", model, "--json").get("contents"));
    assertThat(base.get("provenance").get("made_by").asText()).isEqualTo("LanguageModel.save");
    assertThat(Run.of("show", "--model", out.resolve("model")).succeeds().out())
        .contains(
            "  end tokens: [",
            "storage:",
            "  F32: ",
            "provenance:",
            "  made by: sft",
            "      name: model");
  }

  @Test
  void aModelThatWasChangedSinceIsSaidToBe() throws IOException {
    Path file = model.resolve("tokenizer.json");
    Files.writeString(file, Files.readString(file) + "\n");
    assertThat(json("show", "--model", model, "--json").get("as_recorded").asBoolean()).isFalse();
    Files.delete(model.resolve("provenance.json"));
    JsonNode shown = json("show", "--model", model, "--json");
    assertThat(shown.get("provenance").isNull()).isTrue();
    assertThat(shown.has("as_recorded")).isFalse();
  }

  @Test
  void rewardModelsAndRecommendersAreToldApart() throws IOException {
    Path judge = directory.resolve("judge");
    try (LanguageRewardModel begun =
        LanguageRewardModel.begin(model, 1, DecoderOptions.defaults())) {
      begun.save(judge);
    }
    assertThat(Run.of("show", "--model", judge).succeeds().out()).startsWith("a reward model (");
    Path recommender = directory.resolve("recommender");
    try (RecommenderPolicy policy =
        RecommenderPolicy.random(
            new SasRecConfig(3, 8, 1, 1, 5), 1, RecommenderOptions.on(Device.cpu()))) {
      new RecommenderDirectory(policy, List.of("a", "b", "c")).save(recommender);
    }
    JsonNode shown = json("show", "--model", recommender, "--json");
    assertThat(shown.get("summary").asText()).startsWith("a recommender (SASREC) of 3 items");
    assertThat(shown.get("contents").has("items")).isTrue();
    assertThat(shown.get("as_recorded").asBoolean()).isTrue();
  }

  @Test
  void aRunIsDescribed() throws IOException {
    Path out = trained();
    JsonNode shown = json("show", "--run", out, "--json");
    assertThat(shown.get("update").asInt()).isPositive().isEqualTo(shown.get("checkpoint").asInt());
    assertThat(shown.get("settings").has("base.weights")).isTrue();
    assertThat(shown.get("training").has("loss")).isTrue();
    assertThat(shown.get("evaluation").has("loss")).isTrue();
    assertThat(Run.of("show", "--run", out).succeeds().out()).startsWith("a run with ");
  }

  @Test
  void theTrainingsOfAComparisonAreListed() throws IOException {
    Path trained = trained();
    Path cloned = directory.resolve("comparison/runs/seed-1/cloned");
    Files.createDirectories(cloned);
    Files.copy(trained.resolve("metrics.jsonl"), cloned.resolve("metrics.jsonl"));
    Files.writeString(directory.resolve("comparison/metrics.jsonl"), "{\"method\":\"cloned\"}\n");
    JsonNode shown = json("show", "--run", directory.resolve("comparison"), "--json");
    assertThat(shown.get("trainings").get("seed-1/cloned"))
        .isEqualTo(json("show", "--run", trained, "--json").get("update"));
  }

  @Test
  void whatIsNoSuchDirectoryIsNamed() throws IOException {
    Run.of("show").failsWith("--model: expected a directory, or --run instead of it, got neither");
    Run.of("show", "--model", model, "--run", model).failsWith("got both");
    Run.of("show", "--run", model).failsWith("--run: expected the directory of a run");
    Run.of("show", "--model", directory.resolve("nowhere"))
        .failsWith("--model: expected a directory, got none");
    Run.of("show", "--model", directory, "--json").failsWith("config.json: expected a file");
    Files.writeString(model.resolve("config.json"), "{");
    Run.of("show", "--model", model).failsWith("config.json: expected JSON");
    Files.delete(model.resolve("model.safetensors"));
    Run.of("show", "--model", model).failsWith("expected either model.safetensors");
  }
}
