package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.api.WriteFailedException;

/** How runs end other than by their last update. */
class RunEndingTest {
  @TempDir Path directory;

  private static RunConfig config(Path out) {
    return RunConfig.of(out, RunLength.ofUpdates(10), 7)
        .withEvaluateEvery(4)
        .withCheckpointEvery(4);
  }

  private static MetricSink after(int update, Runnable action) {
    return new MetricSink() {
      @Override
      public void record(MetricLine line) {
        if (line.update() == update) {
          action.run();
        }
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void aRequestedStopLeavesACheckpointToGoOnFrom() throws IOException {
    Path whole = directory.resolve("whole");
    Path stopped = directory.resolve("stopped");
    try (Walk walk = new Walk()) {
      TrainingRun.of(walk, Walk.source(6), config(whole)).start();
    }
    StopRequest request = new StopRequest();
    try (Walk walk = new Walk()) {
      RunResult result =
          TrainingRun.of(walk, Walk.source(6), config(stopped))
              .withStop(request)
              .withSink(after(6, request::make))
              .start();
      assertThat(result.ending()).isEqualTo(RunResult.Ending.STOPPED);
      assertThat(result.updates()).isEqualTo(6);
    }
    assertThat(Checkpoints.in(stopped).newest().orElseThrow().update()).isEqualTo(6);
    try (Walk walk = new Walk()) {
      RunResult result = TrainingRun.of(walk, Walk.source(6), config(stopped)).resume();
      assertThat(result.ending()).isEqualTo(RunResult.Ending.COMPLETED);
    }
    assertThat(Files.readAllLines(stopped.resolve("metrics.jsonl")))
        .isEqualTo(Files.readAllLines(whole.resolve("metrics.jsonl")));
  }

  @Test
  void aDirectoryInUseIsRefusedAndLeftAsItIs() {
    Path out = directory.resolve("run");
    try (Walk walk = new Walk();
        Walk other = new Walk()) {
      TrainingRun.of(walk, Walk.source(6), config(out))
          .withSink(
              after(
                  5,
                  () ->
                      assertThatIllegalArgumentException()
                          .isThrownBy(
                              () -> TrainingRun.of(other, Walk.source(6), config(out)).resume())
                          .withMessageStartingWith("out: expected a directory that no other run")))
          .start();
      assertThat(out.resolve(".temper.lock")).doesNotExist();
      assertThat(walk.position()).isNotEqualTo(other.position());
    }
  }

  @Test
  void whatIsNotFiniteIsNotSaved() {
    Path out = directory.resolve("run");
    try (Walk walk = new Walk()) {
      TrainingRun<Double> run =
          TrainingRun.of(walk, Walk.source(6), config(out))
              .withSink(after(7, () -> walk.position(Float.POSITIVE_INFINITY)));
      assertThatThrownBy(run::start).isInstanceOf(DivergenceException.class);
    }
    assertThat(Checkpoints.in(out).newest().orElseThrow().update()).isEqualTo(4);
  }

  @Test
  void whatCannotPredictHeldOutDataIsNotSaved() {
    Path out = directory.resolve("run");
    try (Walk walk = new Walk()) {
      TrainingRun<Double> run =
          TrainingRun.of(walk, Walk.source(6), config(out))
              .withEvaluator(
                  () -> Map.of("loss", walk.position()[0] < 0.5 ? Double.POSITIVE_INFINITY : 1));
      walk.position(1);
      assertThatThrownBy(run.withSink(after(6, () -> walk.position(0)))::start)
          .isInstanceOf(DivergenceException.class)
          .hasMessageStartingWith(
              "update 8: expected a finite loss on held-out data, got Infinity");
    }
    assertThat(Checkpoints.in(out).newest().orElseThrow().update()).isEqualTo(4);
  }

  @Test
  void aManifestThatCannotBeReadEndsAResumeBeforeAnythingChanges() throws IOException {
    Path out = directory.resolve("run");
    try (Walk walk = new Walk()) {
      TrainingRun.of(walk, Walk.source(6), config(out)).start();
    }
    Path manifest = out.resolve("checkpoints/update-00000010/checkpoint.json");
    Files.writeString(manifest, "{");
    List<String> metrics = Files.readAllLines(out.resolve("metrics.jsonl"));
    try (Walk walk = new Walk()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainingRun.of(walk, Walk.source(6), config(out)).resume())
          .withMessageStartingWith(manifest.toString());
    }
    assertThat(manifest).hasContent("{");
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).isEqualTo(metrics);
  }

  @Test
  void linesOfNoRunAreNotCut() throws IOException {
    Path out = Files.createDirectories(directory.resolve("foreign"));
    for (String name : List.of("metrics.jsonl", "timings.jsonl")) {
      Path file = Files.writeString(out.resolve(name), "{\"mine\":1}\n");
      try (Walk walk = new Walk()) {
        TrainingRun<Double> run = TrainingRun.of(walk, Walk.source(6), config(out));
        assertThatIllegalArgumentException()
            .isThrownBy(run::resume)
            .withMessageStartingWith(file + ": expected a run to resume");
        assertThatIllegalArgumentException().isThrownBy(run::start).withMessageContaining(name);
      }
      assertThat(file).hasContent("{\"mine\":1}");
      Files.delete(file);
    }
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void anotherRunThatHasNoCheckpointYetIsNamed() throws IOException {
    Path out = directory.resolve("begun");
    try (Walk walk = new Walk()) {
      TrainingRun<Double> killed =
          TrainingRun.of(walk, Walk.source(6), config(out))
              .withSink(
                  after(
                      3,
                      () -> {
                        throw new IllegalStateException("killed");
                      }));
      assertThatThrownBy(killed::start).hasMessage("killed");
    }
    List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
    try (Walk walk = new Walk()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  TrainingRun.of(walk, Walk.source(6), config(out))
                      .withIdentity("base", Map.of("weights", "others"))
                      .resume())
          .withMessageStartingWith("base.weights: expected none as in the run to resume");
    }
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).isEqualTo(lines);
    Files.writeString(out.resolve("run.json"), "[]");
    try (Walk walk = new Walk()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainingRun.of(walk, Walk.source(6), config(out)).resume())
          .withMessageStartingWith(out.resolve("run.json").toString());
    }
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).isEqualTo(lines);
  }

  @Test
  void aFiguresNameLeadsOutOfNoDirectory() {
    Path out = directory.resolve("run");
    try (Walk walk = new Walk()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  TrainingRun.of(walk, Walk.source(6), config(out))
                      .withEvaluator(() -> Map.of("../../pwned", 1.0))
                      .start())
          .withMessageStartingWith("evaluation: expected a name fit for a file");
    }
  }

  @Test
  void whatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("summary.json"), "before");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOf(WriteFailedException.class)
        .hasMessageStartingWith(directory.toString())
        .hasMessageContaining("No space left on device");
    assertThat(file).hasContent("before");
    assertThat(directory.toFile().list()).containsExactly("summary.json");
  }

  @Test
  void aStopBeforeTheFirstUpdateCanBeResumed() throws IOException {
    Path out = directory.resolve("run");
    StopRequest request = new StopRequest();
    request.make();
    try (Walk walk = new Walk()) {
      TrainingRun.of(walk, Walk.source(6), config(out)).withStop(request).start();
      assertThat(Checkpoints.in(out).newest()).isEmpty();
      RunResult result = TrainingRun.of(walk, Walk.source(6), config(out)).resume();
      assertThat(result.updates()).isEqualTo(10);
    }
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(10);
  }

  @Test
  void aNameInAFileLeadsOutOfNoDirectory() {
    for (String name : List.of("../../pwned", "kind", "a/b", "..", "nul", "a\nb")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new MetricLine(1, 0, MetricLine.Kind.TRAINING, Map.of(name, 1.0)))
          .withMessageStartingWith("metric: expected a name ");
    }
  }
}
