package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process whose class path lacks libtorch, and that may not fetch it, or lacks DuckDB. */
class MissingNativesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart --out %s/out",
        "recommend --out %s/out",
        "grpo --out %s/out",
        "generate --model M --device cuda"
      })
  void oneLineNamesTheDependency(String line) throws IOException, InterruptedException {
    assertThat(errors("pytorch-native", List.of("-Dai.djl.offline=true"), line))
        .singleElement()
        .asString()
        .startsWith("error: ")
        .contains("PyTorch: expected native libraries for ", "pytorch-native-cpu", "pytorch-jni")
        .contains("PYTORCH_LIBRARY_PATH")
        .hasSizeLessThan(300);
  }

  @Test
  void aLibraryPathWithoutLibrariesIsNamedToo() throws IOException, InterruptedException {
    assertThat(
            errors(
                "pytorch-native",
                List.of("-Dai.djl.offline=true", "-DPYTORCH_LIBRARY_PATH=" + directory),
                "quickstart --out %s/out"))
        .singleElement()
        .asString()
        .contains("PyTorch: expected native libraries for ", "pytorch-native-cpu")
        .hasSizeLessThan(300);
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void parquetWithoutDuckDbIsOneLineThatNamesIt() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("log.parquet"), "PAR1");
    assertThat(errors("duckdb", List.of(), "recommend --data %s/log.parquet --out %s/out"))
        .containsExactly(
            "error: Parquet: expected the library org.duckdb:duckdb_jdbc on the class path,"
                + " got none");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  private List<String> errors(String missing, List<String> settings, String line)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains(missing))
            .collect(Collectors.joining(File.pathSeparator));
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-DDJL_CACHE_DIR=" + directory.resolve("cache"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"));
    command.addAll(settings);
    command.addAll(List.of("-cp", classPath, Launcher.class.getName()));
    command.addAll(List.of(line.replace("%s", directory.toString()).split(" ")));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    return Files.readAllLines(err, StandardCharsets.UTF_8).stream()
        .filter(text -> !text.startsWith("INFO "))
        .toList();
  }
}
