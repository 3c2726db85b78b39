package org.temper.cli.recommenders.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.RunResult;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Stateful;

/**
 * The trainings of a comparison, each a {@link TrainingRun} in a directory of its own under {@code
 * OUT/runs}. A training is done once, however often the comparison is stopped and resumed: one that
 * was stopped goes on from its checkpoint, and of one that is finished the model is read back.
 */
public final class TrainingStages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingStages.class);
  private static final String METRICS = "metrics.jsonl";
  private static final String TRAINED = "trained";
  private static final String OPTIMIZER = "optimizer";

  private final Path runs;
  private final ImmutableSortedMap<String, String> settings;
  private final StageMetrics metrics;
  private final StageCurves curves = new StageCurves();

  private TrainingStages(
      Path runs, ImmutableSortedMap<String, String> settings, StageMetrics metrics) {
    this.runs = runs;
    this.settings = settings;
    this.metrics = metrics;
  }

  /**
   * The trainings in a directory.
   *
   * @param out the comparison's directory, made here; {@code metrics.jsonl} in it is written anew
   * @param settings whatever decides the numbers of all trainings
   * @return the trainings, to be closed by the caller
   * @throws IOException if a file cannot be written
   */
  public static TrainingStages in(Path out, Map<String, String> settings) throws IOException {
    return new TrainingStages(
        out.resolve("runs"),
        ImmutableSortedMap.copyOf(settings),
        StageMetrics.create(out.resolve(METRICS)));
  }

  /**
   * How a training's run goes; the last checkpoint alone is kept.
   *
   * @param stage the training
   * @param length how long it is
   * @param seed decides the order of its data
   * @return the configuration
   */
  public RunConfig config(Stage stage, RunLength length, long seed) {
    return RunConfig.of(directory(stage), length, seed)
        .withRetention(Retention.last(1))
        .withSettings(settings);
  }

  /**
   * A training's directory.
   *
   * @param stage the training
   * @return where it writes, and where figures of its model may be kept
   */
  public Path directory(Stage stage) {
    return runs.resolve(stage.directory());
  }

  /**
   * Trains to the end, from wherever an earlier run was stopped. The trainer's model is then as it
   * was when its evaluation was best, where the run keeps the best, and otherwise as at the end.
   *
   * @param stage the training
   * @param state the state of the trainer
   * @param run the run, of {@link #config}
   * @return what was recorded
   * @throws IllegalArgumentException if the directory holds a training of other settings
   */
  public List<MetricLine> train(Stage stage, Map<String, Stateful> state, TrainingRun<?> run) {
    Checkpoints checkpoints = Checkpoints.in(directory(stage));
    Checkpoints finished = Checkpoints.in(directory(stage).resolve(TRAINED));
    Map<String, Stateful> model = Maps.filterKeys(state, part -> !part.equals(OPTIMIZER));
    Optional<Checkpoint> trained = finished.newest();
    if (trained.isPresent()) {
      checkArgument(
          trained.get().identity().equals(settings),
          "--out: expected trainings of the run to resume, got one with other settings in %s",
          directory(stage));
      finished.restore(trained.get(), model);
    } else {
      RunResult result = run.resume();
      result.best().ifPresent(best -> checkpoints.restore(best, state));
      finished.save(new Checkpoint(result.updates(), settings, Map.of()), model);
      LOG.info("{}: {} updates", runs.relativize(directory(stage)), result.updates());
    }
    checkpoints.deleteAll();
    return record(stage);
  }

  /**
   * Puts what a finished training recorded into {@code metrics.jsonl} of the comparison.
   *
   * @param stage the training
   * @return what was recorded; nothing where nothing was trained
   */
  public List<MetricLine> record(Stage stage) {
    Path file = directory(stage).resolve(METRICS);
    List<MetricLine> lines = Files.exists(file) ? MetricsFile.read(file) : List.of();
    metrics.add(stage, lines);
    curves.add(stage, lines);
    return lines;
  }

  /**
   * Deletes the model that a finished training left in its directory, when all is measured of it.
   *
   * @param stage the training
   * @throws IOException if it cannot be deleted
   */
  public void deleteModel(Stage stage) throws IOException {
    Path trained = directory(stage).resolve(TRAINED);
    if (Files.isDirectory(trained)) {
      Checkpoints.in(trained).deleteAll();
      Files.delete(trained);
    }
  }

  /**
   * Draws {@code curves/METHOD-loss.png} and so on, of what was recorded of each method's first
   * seed.
   *
   * @param out the comparison's directory
   * @throws IOException if the directory cannot be made
   */
  public void draw(Path out) throws IOException {
    curves.draw(out.resolve("curves"));
  }

  @Override
  public void close() throws IOException {
    metrics.close();
  }
}
