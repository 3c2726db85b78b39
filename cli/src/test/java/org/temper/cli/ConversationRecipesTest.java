package org.temper.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationRecipesTest {
  private static final String TEMPLATE =
      "{% for m in messages %}{{ m.role[0] }}{{ m.content }}</s>{% endfor %}"
          + "{% if add_generation_prompt %}a{% endif %}";
  private static final String RECORD =
      "{\"messages\": [{\"role\": \"user\", \"content\": \"3+%d\"},"
          + " {\"role\": \"assistant\", \"content\": \"4\"}]}\n";

  @TempDir private Path directory;
  private Path model;
  private Path template;
  private Path out;

  @BeforeEach
  void makeAModel() throws IOException {
    model = TinyModel.in(directory);
    template = Files.writeString(directory.resolve("template.jinja"), TEMPLATE);
    out = directory.resolve("out");
  }

  private Path data(String records) throws IOException {
    return Files.writeString(directory.resolve("data.jsonl"), records);
  }

  private Path conversations() throws IOException {
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      records.append(RECORD.formatted(i));
    }
    return data(records.toString());
  }

  @Test
  void aModelIsTrainedOnConversationsAndKeepsTheTemplate() throws IOException {
    Run.of(
            "sft",
            "--model",
            model,
            "--data",
            conversations(),
            "--chat-template",
            template,
            "--updates",
            2,
            "--out",
            out)
        .succeeds();
    Path trained = out.resolve("model");
    assertThat(trained.resolve("chat_template.jinja")).hasContent(TEMPLATE);
    Run.of(
            "sft",
            "--model",
            trained,
            "--data",
            conversations(),
            "--updates",
            1,
            "--train-on",
            "last_turn",
            "--out",
            directory.resolve("again"))
        .succeeds();
    assertThat(
            Run.of(
                    "generate",
                    "--model",
                    trained,
                    "--prompts",
                    conversations(),
                    "--json",
                    "--max-new-tokens",
                    2)
                .succeeds()
                .out()
                .lines())
        .hasSize(8)
        .allMatch(line -> line.contains("\"prompt\":\"u3+"));
  }

  @Test
  void promptsMayComeFromATable() throws IOException {
    Path table = Files.writeString(directory.resolve("p.csv"), "prompt\n1 plus 2\n2 plus 2\n");
    Object[] generate = {
      "generate", "--model", model, "--prompts", table, "--json", "--max-new-tokens", 2
    };
    assertThat(Run.of(generate).succeeds().out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("plus 2"));
    Object[] pairs = {
      "reward",
      "--model",
      model,
      "--prefer",
      "[0-9]",
      "--prompts",
      table,
      "--out",
      out,
      "--held-out",
      0,
      "--updates",
      1,
      "--max-new-tokens",
      2,
      "--samples-per-prompt",
      32
    };
    Run.of(pairs).succeeds();
    assertThat(Files.readString(out.resolve("pairs.jsonl"))).contains("plus 2");
  }

  @Test
  void preferencesMayBeConversations() throws IOException {
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      records.append(
          ("{\"prompt\": [{\"role\": \"user\", \"content\": \"3+%d\"}], \"chosen\": [{\"role\":"
                  + " \"assistant\", \"content\": \"4\"}], \"rejected\": [{\"role\": \"assistant\","
                  + " \"content\": \"5\"}]}\n")
              .formatted(i));
    }
    Run.of(
            "dpo",
            "--model",
            model,
            "--data",
            data(records.toString()),
            "--chat-template",
            template,
            "--updates",
            1,
            "--evaluation-samples",
            2,
            "--max-new-tokens",
            2,
            "--out",
            out)
        .succeeds();
    assertThat(out.resolve("model/chat_template.jinja")).exists();
  }

  @Test
  void whatATemplateLeavesOutBesideCallsIsToldOnce() throws IOException {
    Files.writeString(
        template,
        TEMPLATE.replace(
            "{{ m.content }}",
            "{% if m.tool_calls %}{% for c in m.tool_calls %}{{ c.function.arguments | tojson }}"
                + "{% endfor %}{% else %}{{ m.content }}{% endif %}"));
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      records.append(
          String.format(
              "{\"messages\": [{\"role\": \"user\", \"content\": \"3+%d\"}, {\"role\":"
                  + " \"assistant\", \"content\": \"%s\", \"tool_calls\": [{\"type\": \"function\","
                  + " \"function\": {\"name\": \"f\", \"arguments\": {\"a\": 1}}}]}]}%n",
              i, i < 7 ? "4" : ""));
    }
    Path data = data(records.toString());
    Object[] inspect = {"inspect", "--model", model, "--data", data, "--chat-template", template};
    String told = "7 conversations have messages with tool calls that say something beside them";
    assertThat(Run.of(inspect).err()).startsWith(told).hasLineCount(1);
    Object[] sft = {
      "sft",
      "--model",
      model,
      "--data",
      data,
      "--chat-template",
      template,
      "--updates",
      1,
      "--out",
      out
    };
    Run run = Run.of(sft);
    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith(told).hasLineCount(1);
  }

  @Test
  void withoutATemplateTheOptionIsNamed() throws IOException {
    Run.of("sft", "--model", model, "--data", conversations(), "--out", out)
        .failsWith("give one with --chat-template FILE");
    Run.of("chat", "--model", model).failsWith("give one with --chat-template FILE");
  }

  @Test
  void badConversationsAreNamedByFileLineAndField() throws IOException {
    String good = RECORD.formatted(1);
    Path file = data(good + good.replace("\"user\"", "\"bot\""));
    Run.of("sft", "--model", model, "--data", file, "--chat-template", template, "--out", out)
        .failsWith(file + ":2: messages[0].role: expected one of");
    Path tools = data(good + good.replace("]}", "], \"tools\": [{\"name\": \"f\"}]}"));
    Run.of("sft", "--model", model, "--data", tools, "--chat-template", template, "--out", out)
        .failsWith(tools + ":2: tools: expected none, as the template");
    Path mixed = data(good + "{\"prompt\": \"a\", \"completion\": \"b\"}\n");
    Run.of("sft", "--model", model, "--data", mixed, "--chat-template", template, "--out", out)
        .failsWith(mixed + ":2: messages: expected a list, got nothing");
    Path spelled = data(good + RECORD.replace("3+%d", "</s>"));
    Run.of(
            "sft",
            "--model",
            model,
            "--data",
            spelled,
            "--chat-template",
            template,
            "--special-text",
            "error",
            "--out",
            out)
        .failsWith(spelled + ":2: messages[0].content: expected no text that spells a special");
    Path raising = Files.writeString(directory.resolve("r.jinja"), "{{ raise_exception('no') }}");
    Run.of("sft", "--model", model, "--data", data(good), "--chat-template", raising, "--out", out)
        .failsWith(":1: ");
  }

  @Test
  void optionsThatDoNotApplyAreRefused() throws IOException {
    Run.of(
            "sft",
            "--model",
            model,
            "--data",
            conversations(),
            "--chat-template",
            template,
            "--no-end-token",
            "--out",
            out)
        .failsWith("--end-token: expected none with conversations");
    Path texts = data("{\"prompt\": \"a\", \"completion\": \"b\"}\n");
    Run.of("sft", "--model", model, "--data", texts, "--train-on", "all", "--out", out)
        .failsWith("--train-on: expected none without conversations");
  }

  @Test
  void aConversationGoesOnUntilItEnds() {
    InputStream usual = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream("3+4\n5\n\n/reset\n3+4\n/exit\nnever\n".getBytes(UTF_8)));
      Run run =
          Run.of(
                  "chat",
                  "--model",
                  model,
                  "--chat-template",
                  template,
                  "--system",
                  "6",
                  "--temperature",
                  0,
                  "--max-new-tokens",
                  2)
              .succeeds();
      assertThat(run.out().lines()).hasSize(3);
      assertThat(run.out().lines().toList().get(2)).isEqualTo(run.out().lines().toList().get(0));
    } finally {
      System.setIn(usual);
    }
  }
}
