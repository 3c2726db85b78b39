package org.temper.cli.tracks;

import static java.util.Objects.requireNonNull;

import ai.djl.training.tracker.Tracker;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.tracks.Experts;
import org.temper.algorithms.tracks.Joining;
import org.temper.algorithms.tracks.TrackResult;
import org.temper.api.Seeds;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Stages;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;
import org.temper.data.Split;
import org.temper.models.optimizer.AdamWConfig;

/**
 * A joining by supervised fine-tuning of the start on what the experts say to the tasks of their
 * own tracks, once through: distillation off policy.
 *
 * @param models opens the experts and the student
 * @param setup the tracks; the experts are asked as much as a distilled student says
 * @param seed decides draws and order
 */
record SftJoining(LanguageTracks models, TracksSetup setup, long seed) implements Joining {
  private static final int BATCH = 32;
  private static final double MILLIS = 1e3;

  @Override
  public TrackResult join(Experts experts, Path out) throws IOException {
    Map<String, String> identity =
        ImmutableMap.<String, String>builder()
            .put("method", "sft")
            .put("completions", Long.toString(setup.student().completions()))
            .put("seed", Long.toString(seed))
            .putAll(WeightJoining.contents(models, experts))
            .buildOrThrow();
    return TrackResult.once(out, identity, model -> train(experts, identity, model));
  }

  private TrackResult.Effort train(Experts experts, Map<String, String> identity, Path model)
      throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    List<TokenSequence> samples = new ArrayList<>();
    for (Map.Entry<String, TracksSetup.Learned> track : setup.tracks().entrySet()) {
      try (LanguageTracks.Opened expert =
          models.open(requireNonNull(experts.byTrack().get(track.getKey())).model())) {
        track
            .getValue()
            .domain()
            .episodes(
                expert.sampler(),
                expert.model().codec(),
                (int) (setup.student().completions() / setup.tracks().size()),
                Seeds.derive(seed, "tracks-sft-" + track.getKey()))
            .stream()
            .map(Trajectory::toSequence)
            .forEach(samples::add);
      }
    }
    try (LanguageTracks.Opened student = models.open(experts.start())) {
      long parameters = student.model().policy().config().parameterCount();
      int updates = Math.max(1, samples.size() / BATCH);
      double rate = LearningRates.FINE_TUNING.of(parameters);
      Tracker schedule =
          Schedules.cosine(
              rate, rate / 10, Math.min(updates - 1, Math.max(1, updates / 20)), updates);
      Stages.sft(
          student.model().policy(),
          new Split<>(samples, List.of()),
          new TrainingSettings(
              "sft",
              model.resolveSibling("run"),
              Start.RESUMED,
              seed,
              updates,
              BatchConfig.of(Math.min(BATCH, samples.size())),
              AdamWConfig.of(schedule),
              updates,
              updates,
              TrainingSettings.EVALUATION_ROWS,
              identity,
              List.of()));
      student.save(model, identity);
    }
    double seconds = watch.elapsed(TimeUnit.MILLISECONDS) / MILLIS;
    return new TrackResult.Effort(
        samples.size(), seconds, TrackResult.Effort.ofSeconds(seconds).peakMemoryMib());
  }
}
