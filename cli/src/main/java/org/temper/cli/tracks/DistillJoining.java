package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Closer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.temper.algorithms.distillation.DistillationConfig;
import org.temper.algorithms.distillation.DistillationTrainer;
import org.temper.algorithms.distillation.Expert;
import org.temper.algorithms.distillation.Routing;
import org.temper.algorithms.distillation.Teachers;
import org.temper.algorithms.tracks.Experts;
import org.temper.algorithms.tracks.Joining;
import org.temper.algorithms.tracks.Track;
import org.temper.algorithms.tracks.TrackLearner;
import org.temper.algorithms.tracks.TrackMethod;
import org.temper.algorithms.tracks.TrackResult;
import org.temper.algorithms.tracks.TrackTraining;
import org.temper.cli.training.LearningRates;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.optimizer.AdamW;

/**
 * A joining by on-policy distillation of the experts.
 *
 * @param training trains the student
 * @param models opens the teachers
 * @param mixture the tasks of all tracks; its method is not asked
 * @param routing the track of each of its tasks
 * @param config how the student learns
 * @param rates its learning rates by its size
 * @param target what it comes to
 * @param from what the student is first
 */
record DistillJoining(
    TrackTraining training,
    LanguageTracks models,
    Track mixture,
    Routing routing,
    DistillationConfig config,
    LearningRates rates,
    Target target,
    From from)
    implements Joining {

  /** What a student comes to. */
  enum Target {
    /** The expert of each task's track. */
    ROUTED,
    /** The sum of all experts' rewards. */
    SUMMED_REWARDS
  }

  /** The first weights of a student. */
  @FunctionalInterface
  interface From {

    /** The directory of the weights. */
    Path directory(Experts experts) throws IOException;
  }

  @Override
  public TrackResult join(Experts experts, Path out) throws IOException {
    try (Closer closer = Closer.create()) {
      DecoderPolicy start = open(experts.start(), closer);
      Map<String, DecoderPolicy> policies = new LinkedHashMap<>();
      for (Map.Entry<String, TrackResult> expert : experts.byTrack().entrySet()) {
        policies.put(expert.getKey(), open(expert.getValue().model(), closer));
      }
      Teachers teachers =
          switch (target) {
            case ROUTED -> Teachers.routed(routing, policies);
            case SUMMED_REWARDS -> Teachers.summedRewards(routing, start, weighted(policies));
          };
      Track track =
          new Track(
              mixture.name(),
              mixture.tasks(),
              method(teachers),
              mixture.evaluation(),
              mixture.budget(),
              ImmutableMap.<String, String>builder()
                  .putAll(mixture.identity())
                  .putAll(WeightJoining.contents(models, experts))
                  .buildOrThrow());
      return training.train(track, from.directory(experts), out);
    }
  }

  private TrackMethod method(Teachers teachers) {
    return (policy, iterations, seed) -> {
      AdamW optimizer = GroupTrack.optimizer(policy, rates, iterations);
      return new TrackLearner(
          new DistillationTrainer(policy, teachers, optimizer, config, seed), optimizer::close);
    };
  }

  private DecoderPolicy open(Path directory, Closer closer) throws IOException {
    LanguageTracks.Opened opened = models.open(directory);
    closer.register(opened::close);
    return opened.model().policy();
  }

  private static Map<String, Expert> weighted(Map<String, DecoderPolicy> policies) {
    ImmutableMap.Builder<String, Expert> experts = ImmutableMap.builder();
    policies.forEach((track, policy) -> experts.put(track, new Expert(policy, 1)));
    return experts.buildOrThrow();
  }
}
