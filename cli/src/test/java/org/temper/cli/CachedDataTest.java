package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes on data of other formats than one file of lines, and on data that lies in a cache. */
class CachedDataTest {
  @TempDir private Path directory;
  private Path model;
  private Path data;
  private Path cache;

  @BeforeEach
  void make() throws IOException {
    model = TinyModel.in(directory);
    data = directory.resolve("data.jsonl");
    cache = directory.resolve("cache");
    Files.write(data, IntStream.range(10, 50).mapToObj(CachedDataTest::line).toList());
  }

  private static String line(int number) {
    return ("{\"prompt\":\"%1$d+1=\",\"completion\":\" %2$d\",\"chosen\":\" %2$d\",\"rejected\":"
            + "\" 8.\",\"label\":%3$s,\"text\":\"%1$d+1= %2$d\"}")
        .formatted(number / 2, number, number % 3 == 0);
  }

  private Run run(String recipe, Path data, Path out, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(recipe, "--model", model, "--data", data, "--out", out, "--threads", 1));
    words.addAll(List.of("--batch-size", 4, "--updates", 6, "--checkpoint-every", 2));
    words.addAll(List.of("--held-out", 0.2));
    words.addAll(Arrays.asList(more));
    Run run = Run.of(words.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static String metrics(Path out) throws IOException {
    return Files.readString(out.resolve("metrics.jsonl"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft", "dpo", "reward", "labels", "text"})
  void whatIsReadThroughTheCacheTrainsTheSame(String form) throws IOException {
    String recipe = form.equals("labels") ? "reward" : form.equals("text") ? "sft" : form;
    Object[] more =
        switch (form) {
          case "labels" -> new Object[] {"--format", "labels"};
          case "text" -> new Object[] {"--text-field", "text"};
          case "dpo" -> new Object[] {"--evaluation-samples", 8, "--max-new-tokens", 4};
          default -> new Object[0];
        };
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    assertThat(run(recipe, data, one, more).err()).isEmpty();
    Object[] cached = Stream.concat(Arrays.stream(more), Stream.of("--cache", cache)).toArray();
    assertThat(run(recipe, data, other, cached).err())
        .contains(data + ": tokenized once, into the cache " + cache);
    assertThat(metrics(other)).isEqualTo(metrics(one));
    assertThat(other.resolve("summary.json")).hasSameTextualContentAs(one.resolve("summary.json"));
    assertThat(other.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(one.resolve("model/model.safetensors"));
    assertThat(run(recipe, data, directory.resolve("third"), cached).err()).isEmpty();
  }

  @Test
  void aRunThatWasKilledInMidFileGoesOnBitForBit() throws IOException {
    Path whole = directory.resolve("whole");
    Path killed = directory.resolve("killed");
    run("sft", data, whole, "--cache", cache);
    run("sft", data, killed, "--cache", cache);
    try (Stream<Path> checkpoints = Files.list(killed.resolve("checkpoints"))) {
      Files.delete(
          checkpoints.max(Comparator.naturalOrder()).orElseThrow().resolve("checkpoint.json"));
    }
    // The data is the same wherever it lies.
    run("sft", data, killed, "--resume");
    assertThat(metrics(killed)).isEqualTo(metrics(whole));
    assertThat(killed.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
    try (Stream<Path> checkpoints = Files.list(killed.resolve("checkpoints"))) {
      Files.delete(
          checkpoints.max(Comparator.naturalOrder()).orElseThrow().resolve("checkpoint.json"));
    }
    Files.writeString(data, Files.readString(data).replace(" 49", " 48"));
    Run.of(
            "sft",
            "--model",
            model,
            "--data",
            data,
            "--out",
            killed,
            "--threads",
            1,
            "--batch-size",
            4,
            "--updates",
            6,
            "--checkpoint-every",
            2,
            "--held-out",
            0.2,
            "--resume")
        .failsWith("data.contents");
  }

  @Test
  void malformedRecordsStopBeforeTrainingOrAreCounted() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(data));
    lines.set(20, "{\"prompt\": \"half");
    lines.set(30, "{\"prompt\": \"1+1=\", \"completion\": null}");
    Files.write(data, lines);
    Path out = directory.resolve("out");
    for (List<Object> more : List.of(List.<Object>of(), List.<Object>of("--cache", cache))) {
      List<Object> words = new ArrayList<>(List.of("sft", "--model", model, "--data", data));
      words.addAll(List.of("--out", out));
      words.addAll(more);
      Run failed = Run.of(words.toArray());
      assertThat(failed.code()).isEqualTo(2);
      assertThat(failed.err())
          .contains("error: " + data + ":21: expected a JSON object, got invalid JSON: ");
      assertThat(out).doesNotExist();
    }
    Run run = run("sft", data, out, "--bad-records", 2);
    assertThat(run.err())
        .startsWith(data + ": 2 malformed records were skipped, such as " + data + ":21: ")
        .contains(data + ":31: completion: expected a string, got null");
    assertThat(Files.readString(out.resolve("summary.json"))).contains("\"sft.bad_records\" : 2.0");
  }

  @Test
  void aDirectoryOfFilesOfOtherFormatsTrainsTheSame() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    List<String> lines = Files.readAllLines(data);
    Files.write(folder.resolve("a.jsonl"), lines.subList(0, 25));
    Files.writeString(
        folder.resolve("b.csv"),
        IntStream.range(35, 50)
            .mapToObj(number -> "%d+1=, %d".formatted(number / 2, number))
            .collect(Collectors.joining("\n", "prompt,completion\n", "\n")));
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    run("sft", data, one);
    run("sft", folder, other);
    assertThat(metrics(other)).isEqualTo(metrics(one));
  }

  @Test
  void pretrainingReadsTextsOfRecords() throws IOException {
    Path text = directory.resolve("data.txt");
    Files.writeString(
        text,
        IntStream.range(10, 50)
            .mapToObj(number -> "%d+1= %d\n\n".formatted(number / 2, number))
            .collect(Collectors.joining()));
    List<String> metrics = new ArrayList<>();
    for (Path file : List.of(text, data)) {
      Path out = directory.resolve("out-" + file.getFileName());
      List<Object> words = new ArrayList<>(List.of("pretrain", "--data", file, "--out", out));
      words.addAll(List.of("--updates", 2, "--width", 16, "--feed-forward", 16, "--layers", 1));
      words.addAll(List.of("--heads", 2, "--context", 32, "--block-length", 16, "--threads", 1));
      if (file.equals(data)) {
        words.addAll(List.of("--text-field", "text"));
      }
      Run.of(words.toArray()).succeeds();
      metrics.add(metrics(out));
    }
    assertThat(metrics.get(1)).isEqualTo(metrics.get(0));
  }
}
