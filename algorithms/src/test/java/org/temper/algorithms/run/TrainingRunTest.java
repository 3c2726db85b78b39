package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.temper.algorithms.metrics.MetricLine.Kind.EVALUATION;
import static org.temper.algorithms.metrics.MetricLine.Kind.TRAINING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.testkit.Epochs;

class TrainingRunTest {
  @TempDir Path directory;

  private static RunConfig config(Path out, RunLength length) {
    return RunConfig.of(out, length, 7).withEvaluateEvery(4).withCheckpointEvery(4);
  }

  private static Evaluator at(Walk walk) {
    return () -> Map.of("loss", (double) walk.position()[0]);
  }

  /** Fails in place of the given update, as a killed process does. */
  private static UpdateSource<Double> failingAt(int update, UpdateSource<Double> source) {
    return new UpdateSource<>() {
      @Override
      public long updatesPerEpoch() {
        return source.updatesPerEpoch();
      }

      @Override
      public UpdateBatch<Double> update(long seed, long index) {
        if (index + 1 == update) {
          throw new IllegalStateException("killed");
        }
        return source.update(seed, index);
      }
    };
  }

  private static RunResult run(Path out, RunLength length) {
    try (Walk walk = new Walk()) {
      return TrainingRun.of(walk, Walk.source(6), config(out, length))
          .withEvaluator(at(walk))
          .start();
    }
  }

  @Test
  void updatesRunOverAsManyEpochsAsTheyTake() {
    MetricsHistory history = new MetricsHistory();
    try (Walk walk = new Walk()) {
      RunResult result =
          TrainingRun.of(
                  walk, Walk.source(6), config(directory.resolve("run"), RunLength.ofUpdates(14)))
              .withSink(history)
              .start();
      assertThat(result.updates()).isEqualTo(14);
      assertThat(result.evaluation()).isEmpty();
    }
    assertThat(history.lines())
        .extracting(MetricLine::update)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
    assertThat(history.lines().get(5).epoch()).isZero();
    assertThat(history.lines().get(6).epoch()).isEqualTo(1);
    assertThat(history.lines().get(13).epoch()).isEqualTo(2);
  }

  @Test
  void sinksAreToldOfEachMicroBatchThatATrainerLooksAt() {
    List<String> told = new ArrayList<>();
    MetricSink sink =
        new MetricSink() {
          @Override
          public void progress(int part, int parts) {
            told.add(part + " of " + parts);
          }

          @Override
          public void record(MetricLine line) {
            told.add("update " + line.update());
          }
        };
    try (Walk walk = new Walk()) {
      TrainingRun.of(walk, Walk.source(6), config(directory.resolve("run"), RunLength.ofUpdates(2)))
          .withSink(sink)
          .start();
    }
    assertThat(told)
        .containsExactly("1 of 2", "2 of 2", "update 1", "1 of 2", "2 of 2", "update 2");
  }

  @Test
  void epochsAreWhole() {
    assertThat(run(directory.resolve("run"), RunLength.ofEpochs(3)).updates()).isEqualTo(18);
  }

  @Test
  void evaluationComesBeforeTheFirstUpdateBetweenUpdatesAndAfterTheLast() {
    MetricsHistory history = new MetricsHistory();
    try (Walk walk = new Walk()) {
      TrainingRun.of(
              walk, Walk.source(6), config(directory.resolve("run"), RunLength.ofUpdates(10)))
          .withEvaluator(at(walk))
          .withSink(history)
          .start();
    }
    assertThat(history.lines().stream().filter(line -> line.kind() == EVALUATION))
        .extracting(MetricLine::update)
        .containsExactly(0L, 4L, 8L, 10L);
    assertThat(history.values(TRAINING, "loss")).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 18})
  void aRunKilledAtAnyUpdateAndResumedEqualsTheUninterruptedOneBitForBit(int killedAt)
      throws IOException {
    RunLength length = RunLength.ofEpochs(3);
    Path whole = directory.resolve("whole");
    run(whole, length);

    Path killed = directory.resolve("killed");
    try (Walk walk = new Walk()) {
      TrainingRun<Double> run =
          TrainingRun.of(walk, failingAt(killedAt, Walk.source(6)), config(killed, length))
              .withEvaluator(at(walk));
      assertThatThrownBy(run::start).hasMessage("killed");
    }
    Files.writeString(
        killed.resolve("metrics.jsonl"),
        Files.readString(killed.resolve("metrics.jsonl")) + "{\"update\":99,\"ep");
    MetricsHistory history = new MetricsHistory();
    try (Walk walk = new Walk()) {
      RunResult result =
          TrainingRun.of(walk, Walk.source(6), config(killed, length))
              .withEvaluator(at(walk))
              .withSink(history)
              .resume();
      assertThat(result.updates()).isEqualTo(18);
    }
    assertThat(killed.resolve("metrics.jsonl"))
        .hasSameBinaryContentAs(whole.resolve("metrics.jsonl"));
    assertThat(history.lines()).isEqualTo(MetricsFile.read(whole.resolve("metrics.jsonl")));
    for (String part : List.of("policy.ndlist", "optimizer.ndlist")) {
      String last = "checkpoints/update-00000018/" + part;
      assertThat(killed.resolve(last)).hasSameBinaryContentAs(whole.resolve(last));
    }
  }

  @Test
  void resumingAFinishedRunChangesNothing() throws IOException {
    Path out = directory.resolve("run");
    run(out, RunLength.ofEpochs(2));
    String before = Files.readString(out.resolve("metrics.jsonl"));
    try (Walk walk = new Walk()) {
      RunResult result =
          TrainingRun.of(walk, Walk.source(6), config(out, RunLength.ofEpochs(2)))
              .withEvaluator(at(walk))
              .resume();
      assertThat(result.updates()).isEqualTo(12);
      assertThat(result.evaluation()).containsKey("loss");
    }
    assertThat(out.resolve("metrics.jsonl")).hasContent(before.strip());
  }

  @Test
  void resumingWhereNothingIsStartsFromTheBeginning() {
    try (Walk walk = new Walk()) {
      assertThat(
              TrainingRun.of(
                      walk,
                      Walk.source(6),
                      config(directory.resolve("new"), RunLength.ofUpdates(3)))
                  .resume()
                  .updates())
          .isEqualTo(3);
    }
  }

  @Test
  void startingWhereARunIsRefuses() throws IOException {
    Path out = directory.resolve("run");
    run(out, RunLength.ofUpdates(2));
    String before = Files.readString(out.resolve("metrics.jsonl"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(out, RunLength.ofUpdates(2)))
        .withMessageStartingWith("out: expected a directory without an earlier run, got ");
    assertThat(out.resolve("metrics.jsonl")).hasContent(before.strip());
  }

  @Test
  void resumingWithOtherSettingsRefusesAndChangesNothing() throws IOException {
    Path out = directory.resolve("run");
    run(out, RunLength.ofUpdates(8));
    String before = Files.readString(out.resolve("metrics.jsonl"));
    try (Walk walk = new Walk()) {
      RunConfig other = config(out, RunLength.ofUpdates(8)).withSettings(Map.of("beta", "0.1"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainingRun.of(walk, Walk.source(6), other).resume())
          .withMessage(
              "beta: expected none as in the run to resume, got 0.1; give the same, or choose another"
                  + " directory for a new run");
      RunConfig longer = config(out, RunLength.ofUpdates(9));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainingRun.of(walk, Walk.source(6), longer).resume())
          .withMessage(
              "run.length: expected Updates[count=8] as in the run to resume, got"
                  + " Updates[count=9]; give the same, or choose another directory for a new run");
      assertThat(walk.position()).containsExactly(0, 0);
    }
    assertThat(out.resolve("metrics.jsonl")).hasContent(before.strip());
  }

  @Test
  void resumingWithoutTheMetricsOfTheCheckpointRefuses() throws IOException {
    Path out = directory.resolve("run");
    run(out, RunLength.ofUpdates(8));
    Files.delete(out.resolve("metrics.jsonl"));
    try (Walk walk = new Walk()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  TrainingRun.of(walk, Walk.source(6), config(out, RunLength.ofUpdates(8)))
                      .resume())
          .withMessageContaining("metrics.jsonl: expected lines up to update 8");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aLossThatIsNotFiniteStopsTheRunNamingUpdateAndExamples(double poison) throws IOException {
    Path out = directory.resolve("run");
    UpdateSource<Double> source =
        Epochs.source(
            10,
            (seed, epoch) -> {
              List<UpdateBatch<Double>> batches =
                  new ArrayList<>(Epochs.of(Walk.source(10), seed, epoch));
              batches.set(5, new UpdateBatch<>(List.of(poison), List.of("q-17", "q-4")));
              return batches;
            });
    try (Walk walk = new Walk()) {
      TrainingRun<Double> run = TrainingRun.of(walk, source, config(out, RunLength.ofUpdates(10)));
      DivergenceException stop = catchThrowableOfType(DivergenceException.class, run::start);
      assertThat(stop.update()).isEqualTo(6);
      assertThat(stop.exampleIds()).containsExactly("q-17", "q-4");
      assertThat(stop)
          .hasMessageStartingWith("update 6: expected a finite loss and gradient norm, got loss ")
          .hasMessageEndingWith("its examples: q-17, q-4");
    }
    assertThat(Checkpoints.in(out).newest()).map(Checkpoint::update).contains(4L);
    assertThat(MetricsFile.read(out.resolve("metrics.jsonl"))).hasSize(5);
  }

  @Test
  void theBestCheckpointIsKeptBesideTheLast() {
    Path out = directory.resolve("run");
    // The evaluator is called at updates 0, 4, 8, 12, 16 and gives these figures.
    double[] figures = {9, 3, 5, 1, 2};
    int[] calls = {0};
    try (Walk walk = new Walk()) {
      RunResult result =
          TrainingRun.of(
                  walk,
                  Walk.source(6),
                  config(out, RunLength.ofUpdates(16))
                      .withRetention(Retention.last(1).andBest("score", Retention.Direction.MAX)))
              .withEvaluator(() -> Map.of("score", figures[calls[0]++]))
              .start();
      assertThat(result.best()).map(Checkpoint::update).contains(8L);
    }
    assertThat(Checkpoints.in(out).all()).extracting(Checkpoint::update).containsExactly(8L, 16L);
  }

  /** A run that is evaluated after each two updates and stops when three figures are no better. */
  private static RunResult stoppedEarly(Path out, UpdateSource<Double> source) {
    double[] figures = {9, 3, 5, 5, 1, 2, 7, 8, 9};
    try (Walk walk = new Walk()) {
      RunConfig config =
          RunConfig.of(out, RunLength.ofEpochs(3), 7)
              .withEvaluateEvery(2)
              .withCheckpointEvery(2)
              .withRetention(Retention.last(1).andBest("score", Retention.Direction.MAX))
              .withEarlyStopping("score", Retention.Direction.MAX, 3);
      int[] updates = {0};
      Trainer<Double> counted =
          new Trainer<>() {
            @Override
            public Metrics update(List<Double> microBatches) {
              updates[0]++;
              return walk.update(microBatches);
            }

            @Override
            public TrainerDescription description() {
              return walk.description();
            }
          };
      long before = Checkpoints.in(out).newest().map(Checkpoint::update).orElse(0L);
      return TrainingRun.of(counted, source, config)
          .withEvaluator(() -> Map.of("score", figures[(int) (before + updates[0]) / 2]))
          .resume();
    }
  }

  @Test
  void aRunStopsWhenEvaluationsAreNoBetterAndTheFirstBestIsKept() {
    // The figure of the untrained state, 9, does not count, and an equal one is no better.
    RunResult result = stoppedEarly(directory.resolve("run"), Walk.source(6));
    assertThat(result.updates()).isEqualTo(10);
    assertThat(result.best()).map(Checkpoint::update).contains(4L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 6, 8, 9, 10})
  void aRunThatStopsEarlyStopsThereAfterAResumeToo(int killedAt) {
    Path whole = directory.resolve("whole");
    stoppedEarly(whole, Walk.source(6));
    Path killed = directory.resolve("killed");
    assertThatThrownBy(() -> stoppedEarly(killed, failingAt(killedAt, Walk.source(6))))
        .hasMessage("killed");
    assertThat(stoppedEarly(killed, Walk.source(6)).best()).map(Checkpoint::update).contains(4L);
    assertThat(killed.resolve("metrics.jsonl"))
        .hasSameBinaryContentAs(whole.resolve("metrics.jsonl"));
    assertThat(stoppedEarly(killed, Walk.source(6)).updates()).isEqualTo(10);
  }

  @Test
  void stoppingEarlyIsPartOfWhatDecidesARunAndNeedsOneOfTheEvaluatorsFigures() {
    RunConfig config = config(directory.resolve("run"), RunLength.ofUpdates(8));
    RunConfig stopping = config.withEarlyStopping("score", Retention.Direction.MIN, 2);
    assertThat(config.identity()).doesNotContainKey("run.early_stopping");
    assertThat(stopping.identity())
        .containsEntry(
            "run.early_stopping",
            "EarlyStopping[best=Best[metric=score, direction=MIN], patience=2]");
    try (Walk walk = new Walk()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainingRun.of(walk, Walk.source(6), stopping).start())
          .withMessage("earlyStopping: expected an evaluator to tell the end by, got none");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> TrainingRun.of(walk, Walk.source(6), stopping).withEvaluator(at(walk)).start())
          .withMessage("earlyStopping: expected one of the evaluator's [loss], got score");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withEarlyStopping("score", Retention.Direction.MIN, 0))
        .withMessage("patience: expected at least 1, got 0");
  }

  @Test
  void theBestNeedsAnEvaluatorAndOneOfItsFigures() {
    RunConfig config =
        config(directory.resolve("run"), RunLength.ofUpdates(4))
            .withRetention(Retention.last(1).andBest("score", Retention.Direction.MIN));
    try (Walk walk = new Walk()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainingRun.of(walk, Walk.source(6), config).start())
          .withMessage("retention: expected an evaluator to tell the best checkpoint by, got none");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> TrainingRun.of(walk, Walk.source(6), config).withEvaluator(at(walk)).start())
          .withMessage("retention: expected the best by one of the evaluator's [loss], got score");
    }
  }

  @Test
  void aDirectoryHoldsFilesOfTheDocumentedNamesAndNoOthers() throws IOException {
    Path out = directory.resolve("run");
    run(out, RunLength.ofUpdates(5));
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("run.json", "metrics.jsonl", "timings.jsonl", "checkpoints");
    }
    assertThat(MetricsFile.read(out.resolve("timings.jsonl")))
        .hasSize(5 + 3)
        .allSatisfy(line -> assertThat(line.values()).containsKey("seconds"));
  }

  @Test
  void sinksAreClosedWhenTheRunFails() {
    boolean[] closed = {false};
    MetricSink sink =
        new MetricSink() {
          @Override
          public void record(MetricLine line) {}

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    try (Walk walk = new Walk()) {
      TrainingRun<Double> run =
          TrainingRun.of(
                  walk,
                  failingAt(2, Walk.source(6)),
                  config(directory.resolve("run"), RunLength.ofUpdates(5)))
              .withSink(sink);
      assertThatThrownBy(run::start).hasMessage("killed");
    }
    assertThat(closed[0]).isTrue();
  }
}
