package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of {@code recommend} and {@code a-sft} that are stopped and resumed. What a stop leaves
 * behind is made by taking away from a finished run what comes after it; {@code
 * benchmarks/kill_and_resume.py} kills processes.
 */
class RecommendersResumeTest {
  private static final List<Object> RECOMMEND =
      List.of(
          Words.flat(
              "recommend",
              Words.TINY_LOG,
              Words.TINY_RECOMMENDER,
              Words.of("--epochs 3 --seeds 2")));
  private static final List<Object> POST_TRAIN =
      List.of(
          Words.flat(
              "a-sft",
              Words.TINY_LOG,
              Words.TINY_RECOMMENDER,
              Words.of("--epochs 2 --seeds 2 --updates 3 --ensemble 2 --ensemble-epochs 2"),
              Words.of("--kappa 0 --group-size 4 --methods a-sft,item-tilt,dpo,grpo")));

  /** Finished runs of the two, made once; each test works on copies. */
  @TempDir private static Path wholes;

  @TempDir private Path directory;

  @BeforeAll
  static void runToTheEnd() {
    Run.of(RECOMMEND, "--out", wholes.resolve("recommend")).succeeds();
    Run.of(POST_TRAIN, "--out", wholes.resolve("a-sft")).succeeds();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed-1/sasrec", "seed-2/sasrec", "seed-1/hstu", "seed-2/hstu"})
  void recommendGoesOnWhereItWasStopped(String stopped) throws IOException {
    Path whole = wholes.resolve("recommend");
    Path resumed = copied(whole, "resumed");
    List<String> order = List.of("seed-1/sasrec", "seed-2/sasrec", "seed-1/hstu", "seed-2/hstu");
    stop(resumed, order, stopped);
    Map<String, Long> before = modified(resumed.resolve("runs"));
    resume(RECOMMEND, resumed);
    assertSame(resumed, whole);
    assertThat(modified(resumed.resolve("runs"))).containsAllEntriesOf(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed-1/cloned",
        "seed-1/judge-1",
        "seed-1/a-sft/0.5",
        "seed-1/dpo/1.0",
        "seed-1/grpo/10.0",
        "seed-2/reward-model-0"
      })
  void postTrainingGoesOnWhereItWasStopped(String stopped) throws IOException {
    Path whole = wholes.resolve("a-sft");
    Path resumed = copied(whole, "resumed");
    List<String> order = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      order.add("seed-" + seed + "/cloned");
      for (String ensemble : List.of("reward-model-", "judge-")) {
        order.add("seed-" + seed + "/" + ensemble + 0);
        order.add("seed-" + seed + "/" + ensemble + 1);
      }
      for (String trial :
          List.of(
              "cloning/0.25",
              "cloning/0.5",
              "cloning/1.0",
              "a-sft/0.25",
              "a-sft/0.5",
              "a-sft/1.0",
              "item-tilt/0.5",
              "item-tilt/1.0",
              "item-tilt/2.0",
              "dpo/0.1",
              "dpo/1.0",
              "dpo/10.0",
              "grpo/0.1",
              "grpo/1.0",
              "grpo/10.0")) {
        order.add("seed-" + seed + "/" + trial);
      }
    }
    stop(resumed, order, stopped);
    resume(POST_TRAIN, resumed);
    assertSame(resumed, whole);
  }

  @Test
  void aFinishedRunIsReadBackAndTrainsNothing() throws IOException {
    Path whole = wholes.resolve("a-sft");
    Path again = copied(whole, "again");
    Map<String, Long> before = modified(again.resolve("runs"));
    resume(POST_TRAIN, again);
    assertSame(again, whole);
    assertThat(modified(again.resolve("runs"))).isEqualTo(before);
    try (Stream<Path> files = Files.walk(whole.resolve("runs"))) {
      assertThat(
              files
                  .map(file -> whole.relativize(file).toString())
                  .filter(file -> file.contains("checkpoints"))
                  .filter(file -> !file.contains("trained/checkpoints")))
          .as("checkpoints of finished trainings")
          .isEmpty();
    }
  }

  @Test
  void aRunIsNotResumedWithAnotherOption() throws IOException {
    Path out = copied(wholes.resolve("recommend"), "out");
    Map<String, byte[]> before = contents(out);
    List<Object> other = new ArrayList<>(RECOMMEND);
    other.set(other.indexOf("--epochs") + 1, 4);
    Run.of(other, "--out", out, "--resume")
        .failsWith("--epochs: expected 3 as in the run to resume, got 4");
    assertThat(contents(out)).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void aRunIsNotResumedOnAnotherLogUnderTheSameName() throws IOException {
    Path data = Files.writeString(directory.resolve("log.csv"), BadLogTest.csv(""));
    List<Object> options =
        List.of(
            "recommend",
            "--data",
            data,
            "--core",
            2,
            "--models",
            "hstu",
            "--prior",
            "none",
            "--width",
            8,
            "--layers",
            1,
            "--heads",
            1,
            "--max-length",
            8,
            "--epochs",
            1,
            "--seeds",
            1);
    Path out = run(options, "out");
    String rows = Files.readString(data);
    int last = rows.lastIndexOf('\n', rows.length() - 2);
    Files.writeString(data, rows.substring(0, last + 1));
    Run.of(options, "--out", out, "--resume").failsWith("--data: expected a log of hash ");
    Files.writeString(data, rows);
    Path moved = Files.move(data, directory.resolve("moved.csv"));
    List<Object> elsewhere = new ArrayList<>(options);
    elsewhere.set(elsewhere.indexOf(data), moved);
    resume(elsewhere, out);
  }

  @Test
  void whatIsNoRunOfTheRecipeIsNotResumed() throws IOException {
    Path out = Files.createDirectory(directory.resolve("out"));
    Path other = Files.writeString(out.resolve("notes.txt"), "mine");
    Run.of(RECOMMEND, "--out", out, "--resume")
        .failsWith("--out: expected a run to resume, with settings.json, or an empty directory");
    Files.delete(other);
    Files.writeString(out.resolve("settings.json"), "{\"recipe\": \"a-sft\"}");
    Run.of(RECOMMEND, "--out", out, "--resume").failsWith("as in the run to resume, got ");
  }

  @Test
  void resumingWhereNothingIsStarts() throws IOException {
    Path out = directory.resolve("new");
    resume(RECOMMEND, out);
    assertSame(out, wholes.resolve("recommend"));
  }

  private Path run(List<Object> options, String name) {
    Path out = directory.resolve(name);
    Run.of(options, "--out", out).succeeds();
    return out;
  }

  private static void resume(List<Object> options, Path out) {
    Run.of(options, "--out", out, "--resume").succeeds();
  }

  /** Takes away what is written after the middle of a training. */
  private static void stop(Path out, List<String> order, String stopped) throws IOException {
    for (String file : List.of("summary.json", "metrics.jsonl")) {
      Files.delete(out.resolve(file));
    }
    int at = order.indexOf(stopped);
    assertThat(at).isNotNegative();
    byte[] identity = Files.readAllBytes(out.resolve("runs").resolve(stopped).resolve("run.json"));
    for (String stage : order.subList(at, order.size())) {
      delete(out.resolve("runs").resolve(stage));
      if (stage.startsWith("seed-1/")) {
        delete(out.resolve("models").resolve(Path.of(stage).getName(1)));
      }
    }
    // A killed process leaves who it was, and lines that no checkpoint reaches.
    Path directory = Files.createDirectories(out.resolve("runs").resolve(stopped));
    Files.write(directory.resolve("run.json"), identity);
    Files.writeString(
        directory.resolve("metrics.jsonl"),
        "{\"update\":1,\"epoch\":0,\"kind\":\"training\",\"loss\":9}\n{\"upd");
  }

  private static void assertSame(Path actual, Path expected) throws IOException {
    Map<String, byte[]> files = contents(expected);
    files.keySet().removeIf(RecommendersResumeTest::tellsTimes);
    Map<String, byte[]> found = contents(actual);
    found.keySet().removeIf(RecommendersResumeTest::tellsTimes);
    assertThat(found.keySet()).isEqualTo(files.keySet());
    files.forEach((name, content) -> assertThat(found.get(name)).as(name).isEqualTo(content));
  }

  private static boolean tellsTimes(String file) {
    return file.endsWith("timings.jsonl");
  }

  private static Map<String, byte[]> contents(Path root) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private static Map<String, Long> modified(Path root) throws IOException {
    Map<String, Long> modified = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("metrics.jsonl")) {
          modified.put(
              root.relativize(file).toString(), Files.getLastModifiedTime(file).toMillis());
        }
      }
    }
    return modified;
  }

  private static Path copied(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
    return to;
  }

  private Path copied(Path from, String name) throws IOException {
    return copied(from, directory.resolve(name));
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(path)) {
      paths
          .sorted((a, b) -> b.compareTo(a))
          .forEach(
              each -> {
                try {
                  Files.delete(each);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
