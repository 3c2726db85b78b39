package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on conversations whose template states the date. */
class ConversationTimeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNDATED =
      "{% for m in messages %}{{ m.role[0] }}{{ m.content }}</s>{% endfor %}"
          + "{% if add_generation_prompt %}a{% endif %}";
  private static final String DATED = "{{ strftime_now('%d') }}" + UNDATED;
  private static final String THEN = "2020-01-02T00:00:00";

  @TempDir private Path directory;
  private Path model;
  private Path template;
  private Path data;
  private Path out;

  @BeforeEach
  void makeAModel() throws IOException {
    model = TinyModel.in(directory);
    template = Files.writeString(directory.resolve("template.jinja"), DATED);
    out = directory.resolve("out");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      lines.add(
          String.format(
              "{\"messages\": [{\"role\": \"user\", \"content\": \"3+%d\"},"
                  + " {\"role\": \"assistant\", \"content\": \"4\"}]}",
              i));
    }
    data = Files.write(directory.resolve("data.jsonl"), lines);
  }

  private Run run(String recipe, Object... more) {
    String source = recipe.equals("midtrain") ? "sums=" + data : data.toString();
    List<Object> words =
        new ArrayList<>(List.of(recipe, "--model", model, "--data", source, "--out", out));
    words.addAll(List.of("--chat-template", template, "--checkpoint-every", 1));
    words.addAll(
        recipe.equals("grpo")
            ? List.of("--iterations", 2, "--prompts", 4, "--group-size", 4, "--held-out", 2)
            : List.of("--updates", 2));
    if (recipe.equals("grpo")) {
      words.addAll(List.of("--verifier", "match:[13579]", "--max-new-tokens", 4));
    }
    words.addAll(Arrays.asList(more));
    return Run.of(words.toArray());
  }

  private String recorded(String name) throws IOException {
    JsonNode value = JSON.readTree(out.resolve("run.json").toFile()).get(name);
    return value == null ? "nothing" : value.asText();
  }

  private byte[] weights() throws IOException {
    return Files.readAllBytes(out.resolve("model/model.safetensors"));
  }

  /** As if the run had been killed before its end. */
  private void forgetTheEnd() throws IOException {
    Path last = out.resolve("checkpoints/update-00000002");
    try (var files = Files.list(last)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft", "midtrain", "grpo"})
  void aRunGoesOnAtItsOwnTimeOnAnotherDay(String recipe) throws IOException {
    run(recipe, "--now", THEN).succeeds();
    byte[] weights = weights();
    forgetTheEnd();
    run(recipe, "--resume", "--now", "2020-01-03T00:00:00").failsWith("--now: expected 2020-01-02");
    run(recipe, "--resume").succeeds();
    assertThat(weights()).isEqualTo(weights);
    assertThat(recorded("--now")).startsWith("2020-01-02");
  }

  @Test
  void theTimeIsThatOfTheDayOnWhichARunBegan() throws IOException {
    LocalDate before = LocalDate.now(ZoneId.systemDefault());
    run("sft").succeeds();
    assertThat(recorded("--now"))
        .isBetween(before + "T00:00", LocalDate.now(ZoneId.systemDefault()) + "T00:00");
    String today = recorded("data.contents");
    out = directory.resolve("other");
    run("sft", "--now", before.plusDays(1) + "T00:00:00").succeeds();
    assertThat(recorded("data.contents")).isNotEqualTo(today);
  }

  @Test
  void whereNothingAsksForTheTimeThereIsNone() throws IOException {
    Files.writeString(template, UNDATED);
    run("sft").succeeds();
    assertThat(recorded("--now")).isEqualTo("null");
    out = directory.resolve("other");
    run("sft", "--now", THEN)
        .failsWith(
            "--now: expected none, as the chat template does not ask for the time, got 2020");
  }

  @Test
  void theTimeMayBeGivenWhereverATemplateIsRead() {
    Object[] inspect = {
      "inspect", "--model", model, "--data", data, "--chat-template", template, "--now", THEN
    };
    assertThat(Run.of(inspect).succeeds().out()).contains("02u3+1");
    Object[] generate = {
      "generate", "--model", model, "--prompts", data, "--chat-template", template, "--now", THEN
    };
    assertThat(Run.of(generate).succeeds().out()).contains("02u3+1");
  }
}
