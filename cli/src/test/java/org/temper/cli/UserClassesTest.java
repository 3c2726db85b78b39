package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's classes, compiled apart from Temper and given by {@code --class-path}. */
class UserClassesTest {
  private static final String VERIFIER =
      """
      package com.example;

      import org.temper.api.rollouts.Verdict;
      import org.temper.api.rollouts.Verifier;
      import org.temper.data.PromptCompletion;

      public final class Short implements Verifier<PromptCompletion> {
        @Override
        public Verdict verify(PromptCompletion task, String completion) {
          return completion.length() < 4 ? new Verdict.Passed() : new Verdict.Failed(LONG.get());
        }

        private static final java.util.function.Supplier<String> LONG = Words::tooLong;
      }
      """;
  private static final String WORDS =
      """
      package com.example;

      final class Words {
        static String tooLong() {
          return "too long";
        }
      }
      """;
  private static final String GAME =
      """
      package com.example;

      import com.google.common.primitives.ImmutableLongArray;
      import java.util.Optional;
      import java.util.OptionalDouble;
      import org.temper.api.text.TextCodec;
      import org.temper.api.rollouts.Ending;
      import org.temper.api.rollouts.Environment;

      public final class Game implements Environment {
        private final TextCodec codec;

        public Game(TextCodec codec) {
          this.codec = codec;
        }

        @Override
        public ImmutableLongArray reset(long seed) {
          return ImmutableLongArray.copyOf(codec.encodePrompt("1+1="));
        }

        @Override
        public Step step(ImmutableLongArray action) {
          return new Step(
              ImmutableLongArray.of(),
              OptionalDouble.of(codec.decode(action.toArray()).length()),
              Optional.of(Ending.terminated("answered")));
        }

        @Override
        public void close() {
          Words.tooLong();
        }
      }
      """;

  private static final String DESK =
      """
      package com.example;

      import org.temper.data.chat.Tool;

      public final class Desk {
        @Tool("rings")
        public String ring() {
          return Words.tooLong();
        }
      }
      """;

  @TempDir private Path directory;
  private Path classes;
  private Path jar;

  @BeforeEach
  void compile() throws IOException {
    Path sources = Files.createDirectories(directory.resolve("sources"));
    classes = Files.createDirectories(directory.resolve("classes"));
    Files.writeString(sources.resolve("Short.java"), VERIFIER);
    Files.writeString(sources.resolve("Words.java"), WORDS);
    Files.writeString(sources.resolve("Game.java"), GAME);
    Files.writeString(sources.resolve("Desk.java"), DESK);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                sources.resolve("Short.java").toString(),
                sources.resolve("Game.java").toString(),
                sources.resolve("Desk.java").toString(),
                sources.resolve("Words.java").toString());
    assertThat(code).isZero();
    // One of the two classes in a jar, so that both kinds of path are needed.
    jar = directory.resolve("words.jar");
    Path words = classes.resolve("com/example/Words.class");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("com/example/Words.class"));
      Files.copy(words, entries);
    }
    Files.delete(words);
  }

  private Run verified(Object... more) throws IOException {
    Path data = directory.resolve("tasks.jsonl");
    Files.writeString(
        data, "{\"prompt\":\"1+1=\"}\n{\"prompt\":\"2+1=\"}\n{\"prompt\":\"3+1=\"}\n");
    List<Object> all = new ArrayList<>(List.of("--data", data, "--verifier", "com.example.Short"));
    all.addAll(List.of(more));
    return run(all);
  }

  private Run run(List<Object> more) throws IOException {
    Path model = directory.resolve("model");
    if (!Files.exists(model)) {
      TinyModel.save(model, Files.createDirectory(directory.resolve("tokenizer")));
    }
    List<Object> all =
        new ArrayList<>(
            List.of(
                "grpo",
                "--model",
                model,
                "--out",
                directory.resolve("out"),
                "--iterations",
                1,
                "--prompts",
                2,
                "--group-size",
                2,
                "--max-new-tokens",
                4,
                "--held-out",
                1));
    all.addAll(more);
    return Run.of(all.toArray());
  }

  @Test
  void aVerifierIsFoundOnTheClassPathThatIsGiven() throws IOException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertThat(verified("--class-path", classes + File.pathSeparator + jar).code()).isZero();
    assertThat(directory.resolve("out/summary.json")).content().contains("pass@1");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void withoutItTheClassIsNamed() throws IOException {
    Run run = verified();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("com.example.Short", "--class-path");
  }

  @Test
  void anEnvironmentIsFoundThereToo() throws IOException {
    List<Object> environment = List.of("--environment", "com.example.Game");
    Run without = run(environment);
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("--environment: com.example.Game", "--class-path");
    assertThat(directory.resolve("out")).doesNotExist();
    List<Object> found = new ArrayList<>(environment);
    found.addAll(List.of("--class-path", classes + File.pathSeparator + jar));
    run(found).succeeds();
    assertThat(directory.resolve("out/summary.json")).content().contains("after.reward");
  }

  @Test
  void toolsOfAConversationAreFoundThereToo() throws IOException {
    Path model =
        TinyModel.save(directory.resolve("m"), Files.createDirectory(directory.resolve("t")));
    Path template =
        Files.writeString(
            directory.resolve("template.jinja"),
            "{% for m in messages %}{{ m.content }}</s>{% endfor %}");
    List<Object> chat =
        new ArrayList<>(
            List.of(
                "chat",
                "--model",
                model,
                "--chat-template",
                template,
                "--tools",
                "com.example.Desk"));
    Run without = Run.of(chat.toArray());
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("--tools: com.example.Desk", "--class-path");
    chat.addAll(List.of("--class-path", classes + File.pathSeparator + jar));
    InputStream usual = System.in;
    try {
      System.setIn(InputStream.nullInputStream());
      assertThat(Run.of(chat.toArray()).code()).isZero();
    } finally {
      System.setIn(usual);
    }
  }
}
