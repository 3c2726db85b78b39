package org.temper.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConversationRecipesTest {
  private static final String RECORD =
      "{\"messages\": [{\"role\": \"user\", \"content\": \"3+%d\"},"
          + " {\"role\": \"assistant\", \"content\": \"4\"}]}\n";

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  private Path data(String records) throws IOException {
    return Files.writeString(tiny.resolve("data.jsonl"), records);
  }

  private Path conversations() throws IOException {
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      records.append(RECORD.formatted(i));
    }
    return data(records.toString());
  }

  private Run sft(Path data, Object... more) {
    return Run.of(
        "sft",
        "--model",
        tiny.model(),
        "--data",
        data,
        "--chat-template",
        tiny.template(),
        "--out",
        tiny.out(),
        Arrays.asList(more));
  }

  @Test
  void aModelIsTrainedOnConversationsAndKeepsTheTemplate() throws IOException {
    sft(conversations(), "--updates", 2).succeeds();
    Path trained = tiny.out().resolve("model");
    assertThat(trained.resolve("chat_template.jinja")).hasContent(TinyDirectory.TEMPLATE);
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
            tiny.resolve("again"))
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
    Path table = Files.writeString(tiny.resolve("p.csv"), "prompt\n1 plus 2\n2 plus 2\n");
    Object[] generate = {
      "generate", "--model", tiny.model(), "--prompts", table, "--json", "--max-new-tokens", 2
    };
    assertThat(Run.of(generate).succeeds().out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("plus 2"));
    Object[] pairs = {
      "reward",
      "--model",
      tiny.model(),
      "--prefer",
      "[0-9]",
      "--prompts",
      table,
      "--out",
      tiny.out(),
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
    assertThat(Files.readString(tiny.out().resolve("pairs.jsonl"))).contains("plus 2");
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
            tiny.model(),
            "--data",
            data(records.toString()),
            "--chat-template",
            tiny.template(),
            "--updates",
            1,
            "--evaluation-samples",
            2,
            "--max-new-tokens",
            2,
            "--out",
            tiny.out())
        .succeeds();
    assertThat(tiny.out().resolve("model/chat_template.jinja")).exists();
  }

  @Test
  void whatATemplateLeavesOutBesideCallsIsToldOnce() throws IOException {
    Files.writeString(
        tiny.template(),
        TinyDirectory.TEMPLATE.replace(
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
    Object[] inspect = {
      "inspect", "--model", tiny.model(), "--data", data, "--chat-template", tiny.template()
    };
    String told = "7 conversations have messages with tool calls that say something beside them";
    assertThat(Run.of(inspect).err()).startsWith(told).hasLineCount(1);
    Object[] sft = {
      "sft",
      "--model",
      tiny.model(),
      "--data",
      data,
      "--chat-template",
      tiny.template(),
      "--updates",
      1,
      "--out",
      tiny.out()
    };
    Run run = Run.of(sft);
    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith(told).hasLineCount(1);
  }

  @Test
  void withoutATemplateTheOptionIsNamed() throws IOException {
    Run.of("sft", "--model", tiny.model(), "--data", conversations(), "--out", tiny.out())
        .failsWith("give one with --chat-template FILE");
    Run.of("chat", "--model", tiny.model()).failsWith("give one with --chat-template FILE");
  }

  @Test
  void badConversationsAreNamedByFileLineAndField() throws IOException {
    String good = RECORD.formatted(1);
    Path file = data(good + good.replace("\"user\"", "\"bot\""));
    sft(file).failsWith(file + ":2: messages[0].role: expected one of");
    Path tools = data(good + good.replace("]}", "], \"tools\": [{\"name\": \"f\"}]}"));
    sft(tools).failsWith(tools + ":2: tools: expected none, as the template");
    Path mixed = data(good + "{\"prompt\": \"a\", \"completion\": \"b\"}\n");
    sft(mixed).failsWith(mixed + ":2: messages: expected a list, got nothing");
    Path spelled = data(good + RECORD.replace("3+%d", "</s>"));
    sft(spelled, "--special-text", "error")
        .failsWith(spelled + ":2: messages[0].content: expected no text that spells a special");
    Path raising = Files.writeString(tiny.resolve("r.jinja"), "{{ raise_exception('no') }}");
    Run.of(
            "sft",
            "--model",
            tiny.model(),
            "--data",
            data(good),
            "--chat-template",
            raising,
            "--out",
            tiny.out())
        .failsWith(":1: ");
  }

  @Test
  void optionsThatDoNotApplyAreRefused() throws IOException {
    sft(conversations(), "--no-end-token")
        .failsWith("--end-token: expected none with conversations");
    Path texts = data("{\"prompt\": \"a\", \"completion\": \"b\"}\n");
    Run.of(
            "sft",
            "--model",
            tiny.model(),
            "--data",
            texts,
            "--train-on",
            "all",
            "--out",
            tiny.out())
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
                  tiny.model(),
                  "--chat-template",
                  tiny.template(),
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
