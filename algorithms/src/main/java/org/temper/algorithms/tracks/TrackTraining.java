package org.temper.algorithms.tracks;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunIdentity;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.RunResult;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Seeds;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.updates.OnPolicySource;

/**
 * Training of a track from a model directory into another.
 *
 * <p>A directory holds the run as {@link TrainingRun} writes it, the folder named model, and, once
 * that is whole, {@code track.json}. A finished track is not trained again, an unfinished one goes
 * on from its newest checkpoint, and either is refused where the start, the tasks, the trainer or
 * anything else that decides the numbers is not what it was.
 *
 * @param models opens and saves models
 * @param seed decides whatever is random
 * @param checkpointEvery iterations between checkpoints, at least 1
 * @param runner makes a track's run
 */
public record TrackTraining(TrackModels models, long seed, long checkpointEvery, Runner runner) {

  /** The way in which a run is made. */
  @FunctionalInterface
  public interface Runner {

    /**
     * Makes a run to its end, from the newest checkpoint or the beginning, as {@link
     * TrainingRun#resume} does; perhaps with sinks, or with a request to stop.
     *
     * @param run the run
     * @param out its directory
     * @return how it ended
     */
    RunResult run(TrainingRun<RolloutBatch> run, Path out);
  }

  /**
   * Training without sinks, with a checkpoint each 100 iterations.
   *
   * @param models opens and saves models
   * @param seed decides whatever is random
   * @return the training
   */
  public static TrackTraining of(TrackModels models, long seed) {
    return new TrackTraining(models, seed, 100, (run, out) -> run.resume());
  }

  /**
   * Trains a track.
   *
   * @param track the track
   * @param start the directory of the model that it starts from
   * @param out the track's directory
   * @return the expert
   * @throws IllegalArgumentException if the directory holds another run
   * @throws IllegalStateException if the run was stopped before its end
   * @throws IOException if a file cannot be read or written
   */
  public TrackResult train(Track track, Path start, Path out) throws IOException {
    TrackRecord record = new TrackRecord(out);
    try (TrackModel model = models.open(start);
        TrackLearner learner =
            track
                .method()
                .learner(
                    model.sampler().policy(),
                    track.budget().iterations(),
                    Seeds.derive(seed, "track-method"))) {
      OnPolicySource<RolloutBatch> source =
          track
              .tasks()
              .rollouts(
                  model.sampler(),
                  RolloutConfig.of(track.budget().prompts(), track.budget().groupSize()));
      TrainingRun<RolloutBatch> run =
          TrainingRun.of(learner.trainer(), source, config(track, out))
              .withIdentity("start", models.contents(start))
              .withEvaluator(() -> track.evaluation().measure(model.sampler()));
      if (record.isFinished()) {
        TrackResult before = record.read();
        new RunIdentity(run.identity()).checkResumes(before.identity());
        return before;
      }
      Files.createDirectories(out);
      RunResult result = runner.run(run, out);
      checkState(
          result.ending() == RunResult.Ending.COMPLETED,
          "%s: stopped after iteration %s; run the tracks again to go on",
          track.name(),
          result.updates());
      model.save(record.model(), run.identity());
      return record.finish(run.identity(), record.effort());
    }
  }

  private RunConfig config(Track track, Path out) {
    int iterations = track.budget().iterations();
    return RunConfig.of(out, RunLength.ofUpdates(iterations), seed)
        .withEvaluateEvery(iterations)
        .withCheckpointEvery(checkpointEvery)
        .withSettings(
            ImmutableMap.<String, String>builder()
                .putAll(track.identity())
                .put("track", track.name())
                .buildOrThrow());
  }
}
