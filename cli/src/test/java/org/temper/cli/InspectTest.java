package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recipe {@code inspect} on a chat template and conversations. */
class InspectTest {

  @TempDir private Path directory;
  private Path template;
  private Path conversations;

  @BeforeEach
  void write() throws IOException {
    template = directory.resolve("chat.jinja");
    conversations = directory.resolve("conversations.json");
    Files.writeString(
        template,
        "{{ bos_token }}{% for m in messages %}{% if m.role == 'x' %}{{ raise_exception('no x') }}"
            + "{% endif %}{{ m.content }}{{ eos_token }}{% endfor %}{{ tools|length if tools }}"
            + "{{ mood }}{{ strftime_now('%Y') }}{{ '>' if add_generation_prompt }}");
    Files.writeString(
        conversations,
        """
        [{"name": "plain", "messages": [{"role": "user", "content": "é😀"}],
          "kw": {"add_generation_prompt": true}},
         {"name": "more", "messages": [{"role": "user", "content": "a"}],
          "kw": {"tools": [{}, {}], "mood": "!", "add_generation_prompt": false}},
         {"name": "bad", "messages": [{"role": "x", "content": "a"}], "kw": {}},
         {"messages": []}]
        """);
  }

  private List<JsonNode> lines(Object... more) {
    Object[] command = {
      "inspect",
      "--template",
      template,
      "--conversations",
      conversations,
      "--json",
      "--now",
      "2026-11-28T16:00:00"
    };
    return Run.of(ObjectArrays.concat(command, more, Object.class))
        .succeeds()
        .out()
        .lines()
        .map(Json::of)
        .toList();
  }

  @Test
  void eachConversationIsALine() {
    assertThat(lines("--bos", "<s>", "--eos", "</s>"))
        .extracting(JsonNode::toString)
        .containsExactly(
            "{\"name\":\"plain\",\"text\":\"<s>é😀</s>2026>\"}",
            "{\"name\":\"more\",\"text\":\"<s>a</s>2!2026\"}",
            "{\"name\":\"bad\",\"error\":\"chat.jinja, line 1: no x\"}",
            "{\"name\":\"3\",\"text\":\"<s>2026\"}");
  }

  @Test
  void aTokenThatIsNotGivenIsAbsent() {
    assertThat(lines().get(0).get("text").asText()).isEqualTo("é😀2026>");
  }

  @Test
  void aMalformedTemplateIsAnErrorOfEach() throws IOException {
    Files.writeString(template, "{% if %}");
    assertThat(lines())
        .hasSize(4)
        .allMatch(line -> line.get("error").asText().startsWith("chat.jinja, line 1: "));
  }

  @Test
  void withoutJsonTextsStandUnderTheirNames() {
    String out =
        Run.of("inspect", "--template", template, "--conversations", conversations, "--bos", "<s>")
            .succeeds()
            .out();
    assertThat(out).contains("=== more\n<s>a2!").contains("=== bad\nerror: chat.jinja, line 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | : expected a JSON list, got object",
        "[1] | [0]: expected an object, got NUMBER",
        "[{}] | [0]: messages: expected a list, got none",
        "[{\"messages\": [1]}] | [0]: messages: expected objects, got NUMBER",
        "[{\"messages\": [], \"kw\": 1}] | [0]: kw: expected an object, got NUMBER",
        "[{\"messages\": [], \"kw\": {\"tools\": 1}}] | [0]: kw: tools: expected a list, got"
            + " NUMBER",
        "[{\"messages\": [], \"kw\": {\"add_generation_prompt\": 1}}]"
            + " | [0]: kw: add_generation_prompt: expected true or false, got NUMBER",
        "[{]} | expected JSON",
      })
  void malformedConversationsAreSaid(String json, String message) throws IOException {
    Files.writeString(conversations, json);
    Run run = Run.of("inspect", "--template", template, "--conversations", conversations);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message.strip()).hasLineCount(1);
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    Path none = directory.resolve("none");
    assertThat(Run.of("inspect", "--template", none, "--conversations", conversations).err())
        .contains("--template: expected a file, got none at " + none);
    assertThat(Run.of("inspect", "--template", template, "--conversations", none).err())
        .contains(none + ": expected a file, got none");
  }
}
