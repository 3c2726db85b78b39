package org.temper.cli.tracks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.run.RunResult;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.tracks.Experts;
import org.temper.algorithms.tracks.Joining;
import org.temper.algorithms.tracks.ParallelTracks;
import org.temper.algorithms.tracks.Track;
import org.temper.algorithms.tracks.TrackResult;
import org.temper.algorithms.tracks.TrackTraining;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.cli.training.SignalStop;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.merge.DirectoryMerge;
import org.temper.models.merge.MergedDirectories;
import org.temper.reporting.ConsoleProgress;
import org.temper.reporting.Curves;
import org.temper.samplers.SamplingConfig;

/**
 * A run of tracks from a start: experts, each way of joining them, and what all of them come to on
 * the same held-out tasks.
 *
 * @param setup what is trained and joined
 * @param start the directory of the start
 * @param out the recipe's directory
 * @param seed decides whatever is random
 * @param beside how many tracks are trained beside each other
 * @param decoder how models run
 * @param identity what else decides the numbers
 */
public record TracksExperiment(
    TracksSetup setup,
    Path start,
    Path out,
    long seed,
    int beside,
    DecoderOptions decoder,
    Map<String, String> identity) {
  private static final int ROWS = 256;
  private static final int CHECKPOINT_EVERY = 20;

  /** Copies. */
  public TracksExperiment {
    identity = ImmutableMap.copyOf(identity);
  }

  /**
   * Trains and joins what is not finished, and measures all of it.
   *
   * @return the outcome
   * @throws IOException if a file cannot be read or written
   */
  public TracksOutcome run() throws IOException {
    LanguageTracks models = new LanguageTracks(decoder, sampling());
    TrackTraining training =
        new TrackTraining(models, seed, CHECKPOINT_EVERY, TracksExperiment::make);
    Measured measured = new Measured(setup.domains(), seed);
    try (LanguageModel model = LanguageModel.load(start, decoder)) {
      List<Track> tracks = tracks(measured, model.codec());
      Experts experts =
          new ParallelTracks(training, tracks, beside).run(start, out.resolve("tracks"));
      Joinings joinings = new Joinings(training, models, setup, tracks, out.resolve("joined"));
      Map<String, TrackResult> joined = new LinkedHashMap<>();
      for (JoiningName name : setup.joinings()) {
        for (Map.Entry<String, Joining> joining : joinings.of(name).entrySet()) {
          joined.put(
              joining.getKey(),
              joining.getValue().join(experts, joinings.directory(joining.getKey())));
        }
      }
      return measure(measured, models, experts, joined);
    }
  }

  private TracksOutcome measure(
      Measured measured, LanguageTracks models, Experts experts, Map<String, TrackResult> joined)
      throws IOException {
    Map<String, TracksOutcome.Model> of = new LinkedHashMap<>();
    of.put(
        TracksOutcome.START,
        new TracksOutcome.Model(measured.figures(models, start, start), Optional.empty()));
    Map<String, TrackResult> all = new LinkedHashMap<>();
    experts.byTrack().forEach((track, result) -> all.put(TracksOutcome.expert(track), result));
    all.putAll(joined);
    for (Map.Entry<String, TrackResult> model : all.entrySet()) {
      of.put(
          model.getKey(),
          new TracksOutcome.Model(
              measured.figures(models, model.getValue().model(), start),
              Optional.of(model.getValue())));
    }
    return new TracksOutcome(
        goals(),
        ImmutableMap.copyOf(of),
        DirectoryMerge.compare(new MergedDirectories(Optional.of(start), experts.directories())));
  }

  private ImmutableMap<String, String> goals() {
    ImmutableMap.Builder<String, String> goals = ImmutableMap.builder();
    setup.tracks().forEach((track, learned) -> goals.put(track, learned.goal()));
    return goals.buildOrThrow();
  }

  private List<Track> tracks(Measured measured, HuggingFaceCodec codec) {
    List<Track> tracks = new ArrayList<>();
    setup
        .tracks()
        .forEach(
            (name, learned) ->
                tracks.add(
                    Track.of(
                            name,
                            learned.domain().tasks(learned.goal(), codec),
                            GroupTrack.of(setup.rates(), setup.klCoefficient()),
                            measured.evaluation(codec),
                            setup.budget())
                        .withIdentity(identity)));
    return tracks;
  }

  private SamplingConfig sampling() {
    return SamplingConfig.defaults().withMaxNewTokens(setup.maxNewTokens()).withMaxRows(ROWS);
  }

  private static RunResult make(TrainingRun<RolloutBatch> run, Path directory) {
    return SignalStop.run(
        run.withSink(new ConsoleProgress(directory.getFileName().toString()))
            .withSink(new Curves(directory.resolve("curves"))),
        Start.RESUMED,
        new PrintWriter(System.err, true, UTF_8));
  }
}
