package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipe that joins models. */
class MergeTest {
  @TempDir private Path directory;
  private Path base;
  private Path first;
  private Path second;
  private Path out;

  @BeforeEach
  void makeModels() throws IOException {
    base = TinyModel.in(directory);
    first = expert("first", 1, 0);
    second = expert("second", -3, 1);
    out = directory.resolve("out");
  }

  /** A copy of the base, of which the last weights were changed. */
  private Path expert(String name, float added, int kept) throws IOException {
    Path expert = Files.createDirectory(directory.resolve(name));
    for (String file : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
      Files.copy(base.resolve(file), expert.resolve(file));
    }
    for (int i = kept + 1; i <= 4; i++) {
      float number = last(base, i) + added;
      try (FileChannel file =
          FileChannel.open(expert.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
        ByteBuffer bytes =
            ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(number).flip();
        file.write(bytes, file.size() - 4L * i);
      }
    }
    return expert;
  }

  /** The weight that lies so many before the end. */
  private static float last(Path model, int before) throws IOException {
    byte[] bytes = Files.readAllBytes(model.resolve("model.safetensors"));
    return ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(bytes.length - 4 * before);
  }

  private Run merge(String options) {
    Object[] fixed = {"merge", "--base", base, "--experts", first + "," + second, "--out", out};
    Object[] more = options.isEmpty() ? new Object[0] : options.split(" ");
    Object[] all = Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return Run.of(all);
  }

  @Test
  void aSumOfTaskVectorsIsWrittenWithItsFigures() throws IOException {
    String table = merge("--method task_arithmetic --lambda 0.5").succeeds().out();

    assertThat(last(out, 1)).isEqualTo(last(base, 1) + 0.5f);
    assertThat(last(out, 2)).isEqualTo(last(base, 2) - 1);
    assertThat(table)
        .contains("task vector", "1 first", "2 second", "signs in conflict: 1.0000")
        .containsPattern("[\\d,]+ parameters in 11 tensors");
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertThat(summary.path("expert_1.norm").asDouble()).isEqualTo(2, within());
    // Three threes.
    assertThat(summary.path("expert_2.norm").asDouble()).isEqualTo(Math.sqrt(27), within());
    assertThat(summary.path("cosine.expert_1.expert_2").asDouble())
        .isEqualTo(-9 / (2 * Math.sqrt(27)), within());
    assertThat(summary.path("sign_conflicts").asDouble()).isOne();
    assertThat(summary.path("expert_1.changed").asDouble() * summary.path("parameters").asDouble())
        .isEqualTo(4, within());
    assertThat(summary.has("seconds")).isTrue();
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "average",
        "average --weights 1,3 --storage bfloat16",
        "TIES --density 0.5 --lambda 0.7 --weights 1,2",
        "ties --convention mergekit",
        "dare --drop 0.5 --seed 3",
        "dare --sum ties --convention mergekit",
        "slerp --position 0.25",
        "slerp --convention mergekit"
      })
  void whatIsWrittenIsAModel(String method) {
    merge("--method " + method).succeeds();
    Run.of("show", "--model", out).succeeds();
    assertThat(
            Run.of("generate", "--model", out, "--prompt", "1", "--max-new-tokens", "3")
                .succeeds()
                .out())
        .isNotEmpty();
  }

  @Test
  void theConventionDecides() throws IOException {
    merge("--method dare --drop 0.5").succeeds();
    Path paper = out;
    out = directory.resolve("other");
    merge("--method dare --drop 0.5 --convention mergekit").succeeds();
    assertThat(Files.mismatch(paper.resolve("model.safetensors"), out.resolve("model.safetensors")))
        .isPositive();
  }

  @Test
  void anAverageNeedsNoBase() throws IOException {
    String printed =
        Run.of("merge", "--method", "average", "--experts", first + "," + second, "--out", out)
            .succeeds()
            .out();
    assertThat(printed).doesNotContain("task vector");
    assertThat(last(out, 1)).isEqualTo((last(first, 1) + last(second, 1)) / 2);
    Run.of("merge", "--method", "ties", "--experts", first, "--out", directory.resolve("o"))
        .failsWith("which ties needs, got none; name it (--base)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--method melt | Invalid value for option '--method'",
        "--lambda 1 | Missing required option: '--method=NAME'",
        "--method average --lambda 0.5 | --lambda: expected none with --method average, got 0.5",
        "--method ties --drop 0.5 | --drop: expected none with --method ties, got 0.5",
        "--method slerp --weights 1,1 | --weights: expected none with --method slerp, got",
        "--method average --convention paper | --convention: expected none with --method average",
        "--method ties --density 0 | density: expected above 0 and at most 1, got 0.0",
        "--method dare --drop 1 | drop: expected from 0 and below 1, got 1.0",
        "--method slerp --position 2 | position: expected from 0 to 1, got 2.0",
        "--method ties --lambda NaN | lambda: expected a finite number, got NaN",
        "--method average --weights 1 | weights: expected 2 numbers, one for each expert, or none",
      })
  void optionsAtFaultAreNamed(String options, String message) {
    merge(options).failsWith(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void directoriesAtFaultAreNamed() throws IOException {
    second = directory.resolve("nowhere");
    merge("--method average").failsWith(second + ": expected a directory, got none");
    second = first;
    Files.createDirectory(out);
    Files.writeString(out.resolve("mine"), "mine");
    merge("--method average").failsWith("out: expected an empty directory, got " + out);
  }
}
