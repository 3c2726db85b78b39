package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.metrics.RunUnit;
import org.temper.algorithms.metrics.Sinks;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;
import org.temper.data.mixture.Mixture;
import org.temper.samplers.selection.Candidate;
import org.temper.samplers.selection.SelectionStream;

/** The rounds of a run, from wherever its files say that it stopped. */
final class RejectionRounds {
  private static final Retention.Best BEST =
      new Retention.Best(RejectionMetrics.SUCCESS.name(), Retention.Direction.MAX);

  /** The part of a trainer that each round begins anew with. */
  private static final String OPTIMIZER = "optimizer";

  private static final String TASKS = "rejection-tasks";
  private static final String SAMPLE = "rejection-sample";
  private static final String SELECT = "rejection-select";
  private static final String TRAIN = "rejection-train";
  private static final String HELD_OUT = "rejection-held-out";

  private final RoundParts parts;
  private final RejectionConfig config;
  private final Trainer<SequenceBatch> trainer;
  private final RejectionFiles files;
  private final Map<String, String> identity;

  RejectionRounds(RoundParts parts, RejectionFiles files, Map<String, String> identity) {
    this.parts = parts;
    this.config = parts.config();
    this.trainer = parts.trainer();
    this.files = files;
    this.identity = identity;
  }

  /** Runs to the end, and leaves the weights of the best round in the trainer. */
  RejectionResult run(List<MetricSink> sinks) {
    Checkpoints rounds = files.rounds();
    int done = rounds.newest().map(last -> (int) last.update()).orElse(-1);
    TrainingData data = new TrainingData(config.training(), parts.demonstrations());
    try (EpisodeStore accepted = EpisodeStore.open(files.accepted(), data::add);
        MetricsFile file = MetricsFile.resume(files.metrics(), done);
        Sinks all =
            new Sinks(ImmutableList.<MetricSink>builder().add(file).addAll(sinks).build())) {
      all.start(
          new MetricSink.Start(
              RunUnit.ITERATION, Math.max(0, done), config.rounds(), file.earlier(), units()));
      while (done < config.rounds() && !hasStoppedToRise(done)) {
        done++;
        if (done > 0) {
          improve(done, accepted, data, all);
        }
        Map<String, Double> evaluation = evaluate(done);
        all.record(new MetricLine(done, done, MetricLine.Kind.EVALUATION, evaluation));
        file.force();
        rounds.save(new Checkpoint(done, identity, evaluation), trainer.state());
        rounds.retain(Retention.last(1).andBest(BEST.metric(), BEST.direction()));
      }
      if (done > 0) {
        Checkpoints.in(files.training(done)).deleteAll();
      }
    }
    Checkpoint best = best();
    rounds.restore(best, trainer.state());
    return new RejectionResult(done, (int) best.update(), MetricsFile.read(files.metrics()));
  }

  /** One round: samples, selects and trains, from the weights of the round before. */
  private void improve(int round, EpisodeStore accepted, TrainingData data, MetricSink sink) {
    Checkpoint before = files.rounds().newest().orElseThrow();
    files.rounds().restore(before, trainer.state());
    if (round > 1) {
      Checkpoints.in(files.training(round - 1)).deleteAll();
    }
    if (config.sampling().samples() > 0) {
      Map<String, Double> figures = sample(round, accepted, data);
      sink.record(new MetricLine(round, round, MetricLine.Kind.TRAINING, figures));
    }
    Mixture mixture = data.mixture(round);
    if (config.training().start() == RoundStart.BASE) {
      restoreStart(trainer.state().keySet());
    } else {
      restoreStart(Set.of(OPTIMIZER));
    }
    RunConfig training =
        RunConfig.of(
            files.training(round),
            RunLength.ofUpdates(config.training().updates()),
            Seeds.derive(config.seed(), TRAIN, round));
    TrainingRun.of(trainer, mixture, training).resume();
  }

  /** Samples and selects; what is accepted goes into the store and the data. */
  private Map<String, Double> sample(int round, EpisodeStore accepted, TrainingData data) {
    RoundSampling sampling = config.sampling();
    int samples = sampling.samples();
    RoundTally tally = tally(parts.tasks(), RejectionMetrics.ofRound(samples), samples);
    SelectionStream selected =
        new SelectionStream(
            parts.selection(),
            Seeds.derive(config.seed(), SELECT, round),
            candidate -> {
              tally.addAccepted(candidate);
              StoredEpisode episode = new StoredEpisode(round, candidate);
              if (accepted.append(episode)) {
                data.add(episode);
              }
            });
    int[] order = Seeds.permutation(parts.tasks().size(), config.seed(), TASKS, round);
    long seed = Seeds.derive(config.seed(), SAMPLE, round);
    try (PlayedEpisodes played =
        PlayedEpisodes.open(files.sampled(round), parts.tasks(), round, samples, seed)) {
      play(
          played,
          IntStream.of(order).limit(sampling.tasks()),
          task -> {
            tally.add(task);
            selected.add(task);
          });
    }
    selected.finish();
    accepted.force();
    return tally.figures();
  }

  private Map<String, Double> evaluate(int round) {
    TaskEpisodes<?> heldOut = parts.heldOut();
    int k = config.validation().samples();
    RoundTally tally = tally(heldOut, RejectionMetrics.ofEvaluation(k), k);
    long seed = Seeds.derive(config.seed(), HELD_OUT);
    try (PlayedEpisodes played =
        PlayedEpisodes.open(files.heldOut(round), heldOut, round, k, seed)) {
      play(played, IntStream.range(0, heldOut.size()), tally::add);
    }
    return tally.figures();
  }

  /** Plays tasks, some at once, and passes the episodes of each on. */
  private void play(PlayedEpisodes played, IntStream tasks, Consumer<List<Candidate>> each) {
    Lists.partition(tasks.boxed().toList(), config.sampling().tasksAtOnce())
        .forEach(some -> played.of(some).forEach(each));
  }

  private RoundTally tally(TaskEpisodes<?> of, List<Metric> metrics, int samples) {
    return new RoundTally(
        config.sampling().threshold(), samples, metrics, of.figures(), of.buckets());
  }

  private Map<String, String> units() {
    int k = config.validation().samples();
    ImmutableMap.Builder<String, String> units = ImmutableMap.builder();
    tally(parts.tasks(), RejectionMetrics.ofRound(k), k)
        .metrics()
        .forEach(metric -> units.put(metric.name(), metric.unit()));
    return units.buildOrThrow();
  }

  /** Whether the best round is so many rounds ago. */
  private boolean hasStoppedToRise(int done) {
    return done >= 0 && done - best().update() >= config.validation().patience();
  }

  private Checkpoint best() {
    Optional<Checkpoint> best = files.rounds().best(BEST);
    checkState(
        best.isPresent(),
        "heldOut: expected a verified episode, got none; see %s",
        files.heldOut(0));
    return best.get();
  }

  /** Copies some parts of the trainer as they were before the first round. */
  private void restoreStart(Set<String> some) {
    ImmutableMap.Builder<String, Stateful> into = ImmutableMap.builder();
    trainer
        .state()
        .forEach((name, part) -> into.put(name, some.contains(name) ? part : new LeftAsItIs()));
    files.start().restore(files.start().newest().orElseThrow(), into.buildOrThrow());
  }
}
