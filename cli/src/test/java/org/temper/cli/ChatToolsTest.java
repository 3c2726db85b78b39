package org.temper.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.data.chat.Param;
import org.temper.data.chat.Tool;

/** The options for tools of a conversation; what tools do in one is {@code DialogTest}'s. */
class ChatToolsTest {
  private static final String PLAIN =
      "{% for m in messages %}{{ m.role[0] }}{{ m.content }}</s>{% endfor %}"
          + "{% if add_generation_prompt %}a{% endif %}";
  private static final String TOOLS =
      "{% for t in tools or [] %}{{ t.function.name }}{% endfor %}"
          + "{% for m in messages %}{{ m.role[0] }}{{ m.content }}{% for c in m.tool_calls or [] %}"
          + "<tool_call>{\"name\": \"{{ c.function.name }}\", \"arguments\": "
          + "{{ c.function.arguments | tojson }}}</tool_call>{% endfor %}</s>{% endfor %}"
          + "{% if add_generation_prompt %}a{% endif %}";

  /** A tool of a public class. */
  public static final class Doubling {
    @Tool("doubles")
    public int twice(@Param(value = "a number", name = "number") int number) {
      return 2 * number;
    }
  }

  /** No tools. */
  public static final class Silent {}

  @TempDir private Path directory;
  private Path model;

  @BeforeEach
  void makeAModel() throws IOException {
    model = TinyModel.in(directory, 2048);
  }

  private Run chat(String template, Object... more) throws IOException {
    Path file = Files.writeString(directory.resolve("template.jinja"), template);
    List<Object> all =
        new ArrayList<>(
            List.of("chat", "--model", model, "--chat-template", file, "--max-new-tokens", 2));
    all.addAll(List.of(more));
    InputStream usual = System.in;
    try {
      System.setIn(new ByteArrayInputStream("3+4\n/reset\n3+4\n".getBytes(UTF_8)));
      return Run.of(all.toArray());
    } finally {
      System.setIn(usual);
    }
  }

  @Test
  void aTemplateWithToolsIsGivenThem() throws IOException {
    for (String tools : List.of(Doubling.class.getName(), "sql", "toolbox")) {
      assertThat(chat(TOOLS, "--tools", tools).succeeds().out().lines()).hasSizeBetween(2, 4);
    }
  }

  @Test
  void thatATemplateTakesNoToolsIsSaidOnce() throws IOException {
    Run run = chat(PLAIN, "--tools", Doubling.class.getName());
    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("--tools: the chat template takes none").hasLineCount(1);
  }

  @Test
  void whatIsNoClassWithToolsIsNamed() throws IOException {
    chat(TOOLS, "--tools", "com.example.Missing")
        .failsWith(
            "--tools: com.example.Missing: expected a class on the class path (--class-path");
    chat(TOOLS, "--tools", Silent.class.getName())
        .failsWith("expected public methods annotated with @Tool, got none in ");
    chat(TOOLS, "--tools", Integer.class.getName())
        .failsWith("expected a public constructor without arguments, got none");
  }

  @Test
  void optionsThatDoNotApplyOrAreOutOfRangeAreRefused() throws IOException {
    chat(TOOLS, "--turns", 3).failsWith("--turns: expected none without --tools, got 3");
    chat(TOOLS, "--call-seconds", 3).failsWith("--call-seconds: expected none without --tools");
    chat(TOOLS, "--tools", "sql", "--turns", 0).failsWith("--turns: expected at least 1, got 0");
    chat(TOOLS, "--tools", "sql", "--call-seconds", 0)
        .failsWith("--call-seconds: expected 0.001 to 3600");
  }
}
