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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The recipes {@code grpo} and {@code ppo} on prompts that are conversations. */
class ConversationRolloutsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROMPT =
      "{\"prompt\": [{\"role\": \"user\", \"content\": \"3+%d\"}]%s}";
  private static final String MESSAGES =
      "{\"messages\": [{\"role\": \"user\", \"content\": \"3+%d\"},"
          + " {\"role\": \"assistant\", \"content\": \"%s\"}]}";

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  private Run run(String recipe, Path data, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(recipe, "--model", tiny.model(), "--data", data, "--out", tiny.out()));
    words.addAll(List.of("--chat-template", tiny.template(), "--iterations", 2, "--prompts", 4));
    words.addAll(List.of("--group-size", 4, "--max-new-tokens", 4, "--held-out", 4));
    words.addAll(Arrays.asList(more));
    return Run.of(words.toArray());
  }

  private List<JsonNode> samples() throws IOException {
    List<JsonNode> samples = new ArrayList<>();
    for (String line : Files.readAllLines(tiny.out().resolve("samples/iteration-000000.jsonl"))) {
      samples.add(JSON.readTree(line));
    }
    return samples;
  }

  @Test
  void promptsAreWhatTheTemplateMakesOfThem() throws IOException {
    run("grpo", tiny.tenRecords(PROMPT, ""), "--verifier", "match:[13579]").succeeds();
    assertThat(samples())
        .hasSize(4)
        .allSatisfy(sample -> assertThat(sample.get("prompt").asText()).matches("u3\\+[0-9]</s>a"));
    assertThat(tiny.out().resolve("model/chat_template.jinja")).hasContent(TinyDirectory.TEMPLATE);
  }

  @Test
  void theAssistantsLastMessageIsTheReference() throws IOException {
    // An empty reference is contained in whatever is answered, another text in next to nothing.
    run("grpo", tiny.tenRecords(MESSAGES, ""), "--verifier", "contains").succeeds();
    assertThat(samples())
        .allSatisfy(
            sample -> {
              assertThat(sample.get("prompt").asText()).endsWith("</s>a");
              assertThat(sample.get("rewards").get("pass@1").asDouble()).isEqualTo(1);
            });
    tiny.writeInto("other");
    run("grpo", tiny.tenRecords(MESSAGES, "nobody says this"), "--verifier", "contains").succeeds();
    assertThat(samples())
        .allSatisfy(
            sample -> assertThat(sample.get("rewards").get("pass@1").asDouble()).isEqualTo(0));
  }

  @Test
  void referencesMayStandBeside() throws IOException {
    run(
            "ppo",
            tiny.tenRecords(
                PROMPT, ", \"completion\": [{\"role\": \"assistant\", \"content\": \"7\"}]"),
            "--verifier",
            "contains")
        .succeeds();
    tiny.writeInto("other");
    run(
            "ppo",
            tiny.tenRecords(PROMPT, ", \"solution\": \"7\""),
            "--verifier",
            "contains",
            "--answer-field",
            "solution")
        .succeeds();
    Path none = tiny.tenRecords(PROMPT, "");
    run("grpo", none, "--verifier", "contains")
        .failsWith(none + ":1: completion: expected a reference answer (--answer-field)");
  }

  @Test
  void aResumedRunGoesOn() throws IOException {
    Path data = tiny.tenRecords(PROMPT, "");
    Object[] more = {"--verifier", "match:[13579]", "--checkpoint-every", 1};
    run("grpo", data, more).succeeds();
    byte[] weights = Files.readAllBytes(tiny.out().resolve("model/model.safetensors"));
    Path last = tiny.out().resolve("checkpoints/update-00000002");
    try (var files = Files.list(last)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(last);
    Object[] resumed = Arrays.copyOf(more, more.length + 1);
    resumed[more.length] = "--resume";
    run("grpo", data, resumed).succeeds();
    assertThat(Files.readAllBytes(tiny.out().resolve("model/model.safetensors")))
        .isEqualTo(weights);
    tiny.tenRecords(PROMPT.replace("3+", "4+"), "");
    assertThat(run("grpo", data, resumed).err()).contains("as in the run to resume");
  }

  @Test
  void tablesAreReadAsLinesAre() throws IOException {
    Path table =
        Files.writeString(tiny.resolve("data.csv"), "prompt,completion\n1+1=,2\n1+2=,3\n1+3=,4\n");
    Object[] words = {
      "grpo",
      "--model",
      tiny.model(),
      "--data",
      table,
      "--out",
      tiny.out(),
      "--iterations",
      1,
      "--prompts",
      2,
      "--max-new-tokens",
      2,
      "--verifier",
      "number"
    };
    Run.of(words).succeeds();
    assertThat(samples()).allSatisfy(s -> assertThat(s.get("prompt").asText()).startsWith("1+"));
  }

  @Test
  void whatDoesNotApplyIsRefused() throws IOException {
    Path data = tiny.tenRecords(PROMPT, "");
    run("grpo", data, "--verifier", "match:1", "--prompt-field", "q")
        .failsWith("--prompt-field: expected none with conversations");
    run("grpo", data, "--verifier", "match:1", "--prompt-words", 3)
        .failsWith("--prompt-words: expected none with conversations");
    Run.of(
            "grpo",
            "--model",
            tiny.model(),
            "--data",
            data,
            "--verifier",
            "match:1",
            "--out",
            tiny.out())
        .failsWith("give one with --chat-template FILE");
    Path texts = tiny.tenRecords("{\"prompt\": \"%d\"}%s", "");
    run("grpo", texts, "--verifier", "match:1")
        .failsWith("--chat-template: expected none without conversations");
    Run.of("grpo", "--chat-template", tiny.template(), "--out", tiny.out())
        .failsWith("--chat-template: expected none without --data");
  }
}
