package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no UTF-8, wherever a file is read as text, are an error that names the file. */
class InvalidTextTest {
  private static final byte NO_TEXT = (byte) 0xff;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "config.json, generate",
    "generation_config.json, generate",
    "tokenizer.json, generate",
    "tokenizer_config.json, generate",
    "provenance.json, show",
    "config.json, show",
    "tokenizer_config.json, show",
    "tokenizer.json, show",
  })
  void inAModelsFile(String file, String recipe) throws IOException {
    Path model = TinyModel.in(directory);
    Path damaged = model.resolve(file);
    if (!Files.exists(damaged)) {
      Files.writeString(damaged, "{\"x\": \"y\"}");
    }
    damage(damaged);
    names(damaged, recipe, "--model", model);
  }

  @Test
  void inAnIndexOrAHeader() throws IOException {
    Path model = TinyModel.in(directory);
    Path index = model.resolve("model.safetensors.index.json");
    Files.move(model.resolve("model.safetensors"), model.resolve("all.safetensors"));
    Files.writeString(index, "{\"weight_map\": {\"y\": \"all.safetensors\"}}");
    damage(index);
    names(index, "generate", "--model", model);

    Path weights = model.resolve("model.safetensors");
    Files.move(model.resolve("all.safetensors"), weights);
    Files.delete(index);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[20] = NO_TEXT;
    Files.write(weights, bytes);
    names(weights, "generate", "--model", model);
    names(weights, "show", "--model", model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.jsonl", "checkpoint.json"})
  void inARunsFile(String name) throws IOException {
    Path out = run();
    Path damaged = damageLast(out, name);
    names(damaged, "show", "--run", out);
    List<Path> before = files(out);
    names(damaged, resumed(out));
    assertThat(files(out)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"settings.json", "metrics.jsonl", "checkpoint.json"})
  void inAComparisonsFile(String name) throws IOException {
    Path out = directory.resolve("comparison");
    List<Object> command =
        new ArrayList<>(
            List.of("recommend", "--out", out, "--users", 60, "--items", 60, "--epochs", 1));
    command.addAll(List.of("--models", "sasrec", "--seeds", 1, "--width", 8, "--layers", 1));
    Run.of(command.toArray()).succeeds();
    command.add("--resume");
    Path damaged = damageLast(out, name);
    names(damaged, command.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "d.jsonl, sft --model M --data F --out O",
    "d.txt, sft --model M --data F --out O",
    "d.txt.gz, sft --model M --data F --out O",
    "d.jsonl, dpo --model M --data F --out O",
    "d.jsonl, reward --model M --data F --out O",
    "d.jsonl, grpo --model M --data F --verifier number --out O",
    "d.jsonl, generate --model M --prompts F",
    "d.txt, generate --model M --prompts F",
    "d.csv, recommend --data F --out O",
    "ratings.dat, recommend --data F --out O",
  })
  void inData(String file, String command) throws IOException {
    Path data = directory.resolve(file);
    String content =
        switch (file.substring(file.indexOf('.'))) {
          case ".txt", ".txt.gz" -> "a line of text\n\nand another line of text\n";
          case ".csv" -> "user,item,rating,timestamp\n1,2,3,1000000000\n";
          default ->
              "{\"prompt\":\"y\",\"completion\":\"1\"}\n{\"prompt\":\"2\",\"completion\":\"3\"}\n";
        };
    byte[] text = content.getBytes(StandardCharsets.ISO_8859_1);
    text[11] = NO_TEXT;
    if (file.endsWith(".gz")) {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(data))) {
        out.write(text);
      }
    } else {
      Files.write(data, text);
    }
    names(data, words(command, data));
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "d.jsonl, sft --model M --data F --out O",
    "d.txt, sft --model M --data F --out O",
    "d.jsonl.gz, dpo --model M --data F --out O",
    "d.txt, pretrain --data F --out O",
    "d.txt, generate --model M --prompts F",
    "d.csv, recommend --data F --out O",
  })
  void aPointerOfGitLfsIsNoData(String file, String command) throws IOException {
    Path data = directory.resolve(file);
    Files.writeString(
        data, "version https://git-lfs.github.com/spec/v1\noid sha256:5d2a\nsize 12345\n");
    Object[] words = words(command, data);
    Run.of(words).failsWith(file + ": expected the file itself, got a Git LFS pointer to it");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  /** The words of a command with a model of its own. */
  private Object[] words(String command, Path data) throws IOException {
    return Words.of(
        command, Map.of("M", TinyModel.in(directory), "F", data, "O", directory.resolve("out")));
  }

  private Path run() throws IOException {
    TinyModel.in(directory);
    Path out = directory.resolve("out");
    Files.writeString(
        directory.resolve("d.jsonl"),
        IntStream.range(0, 12)
            .mapToObj(i -> "{\"prompt\":\"" + i + "\",\"completion\":\"2\"}\n")
            .collect(Collectors.joining()));
    Object[] command = resumed(out);
    Run.of(command).succeeds();
    return out;
  }

  private Object[] resumed(Path out) {
    Path data = directory.resolve("d.jsonl");
    Path model = directory.resolve("model");
    return new Object[] {
      "sft", "--model", model, "--data", data, "--out", out, "--batch-size", 4, "--resume"
    };
  }

  /** Damages the last of the files of a name, by their paths. */
  private static Path damageLast(Path out, String name) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      Path last = files.filter(file -> file.endsWith(name)).max(Path::compareTo).orElseThrow();
      damage(last);
      return last;
    }
  }

  /** Puts a byte that no UTF-8 has into the last text of the file's first object. */
  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean zipped = file.toString().endsWith(".gz");
    if (zipped) {
      try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        bytes = in.readAllBytes();
      }
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int quote = text.indexOf('"');
    bytes[quote + 1] = NO_TEXT;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream to = zipped ? new GZIPOutputStream(out) : out) {
      to.write(bytes);
    }
    Files.write(file, out.toByteArray());
  }

  private static void names(Path file, Object... command) {
    Run run = Run.of(command);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("error: ").contains(file.getFileName().toString());
    assertThat(run.err()).containsPattern("UTF-8|rating");
    assertThat(run.code()).isEqualTo(2);
  }

  private static List<Path> files(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.sorted().toList();
    }
  }
}
