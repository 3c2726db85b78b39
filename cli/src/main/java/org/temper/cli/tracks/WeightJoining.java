package org.temper.cli.tracks;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.temper.algorithms.tracks.Experts;
import org.temper.algorithms.tracks.Joining;
import org.temper.algorithms.tracks.TrackModels;
import org.temper.algorithms.tracks.TrackResult;
import org.temper.models.merge.DirectoryMerge;
import org.temper.models.merge.MergeOptions;
import org.temper.models.merge.MergeProgress;
import org.temper.models.merge.MergedDirectories;
import org.temper.models.merge.methods.MergeMethod;

/**
 * A joining of experts by their weights alone.
 *
 * @param method how
 * @param models what the models are known by
 */
record WeightJoining(MergeMethod method, TrackModels models) implements Joining {
  private static final double MILLIS = 1e3;

  @Override
  public TrackResult join(Experts experts, Path out) throws IOException {
    return TrackResult.once(out, identity(experts), model -> merge(experts, model));
  }

  private TrackResult.Effort merge(Experts experts, Path model) throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    DirectoryMerge.merge(
        method,
        new MergedDirectories(Optional.of(experts.start()), experts.directories()),
        model,
        MergeOptions.defaults().withMadeBy(LanguageTracks.RECIPE),
        MergeProgress.none());
    return TrackResult.Effort.ofSeconds(watch.elapsed(TimeUnit.MILLISECONDS) / MILLIS);
  }

  private Map<String, String> identity(Experts experts) throws IOException {
    return ImmutableMap.<String, String>builder()
        .put("method", method.name())
        .putAll(method.settings())
        .putAll(contents(models, experts))
        .buildOrThrow();
  }

  /** What start and experts are. */
  static Map<String, String> contents(TrackModels models, Experts experts) throws IOException {
    ImmutableMap.Builder<String, String> contents = ImmutableMap.builder();
    models
        .contents(experts.start())
        .forEach((part, hash) -> contents.put("experts.start." + part, hash));
    for (Map.Entry<String, TrackResult> expert : experts.byTrack().entrySet()) {
      models
          .contents(expert.getValue().model())
          .forEach((part, hash) -> contents.put("experts." + expert.getKey() + "." + part, hash));
    }
    return contents.buildOrThrow();
  }
}
