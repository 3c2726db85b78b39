package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.temper.algorithms.checkpoints.AtomicFiles;
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
import org.temper.algorithms.run.RunIdentity;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.RunLock;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;
import org.temper.data.DataHash;
import org.temper.data.mixture.Mixture;
import org.temper.data.mixture.MixtureSource;
import org.temper.samplers.selection.Candidate;
import org.temper.samplers.selection.Selection;
import org.temper.samplers.selection.SelectionStream;

/**
 * Rejection sampling, also called iterative supervised fine-tuning. A round samples episodes with
 * the weights of the round before, executes and verifies them, selects, and trains on what was
 * selected, mixed with what earlier rounds accepted and with demonstrations:
 *
 * <pre>
 *   D ← select({(x, y, R(x, y)) : x in tasks, y ~ π of the last round})
 *   π ← supervised fine-tuning of the base, or of π, on D, earlier D and demonstrations
 * </pre>
 *
 * <p>After each round held-out tasks are played. The rounds end when success there has stopped to
 * rise, and the weights of the best round are what is left in the trainer.
 *
 * <p>A killed run resumes exactly: whatever was sampled and accepted is in files to which is only
 * added ({@link EpisodeStore}), the training of a round is a {@link TrainingRun} with its own
 * checkpoints, and after each round one checkpoint of the whole is written. The directory holds
 * {@code run.json} with what decides the numbers, {@code metrics.jsonl} by round, {@code
 * accepted.jsonl}, {@code checkpoints/} of the best and of the last round, {@code start/} with the
 * weights before the first, and {@code round-NNNN/} with {@code sampled.jsonl}, {@code
 * held-out.jsonl} and {@code training/}.
 *
 * <p>Source: Zelikman et al. 2022, "STaR", algorithm 1; Dong et al. 2023, "RAFT", algorithm 1;
 * Singh et al. 2024, "Beyond human data: scaling self-training for problem-solving with language
 * models" (ReST-EM), algorithm 1; Touvron et al. 2023, "Llama 2", section 3.2.3.
 */
public final class RejectionSampling {
  private static final Retention.Best BEST =
      new Retention.Best(RejectionMetrics.SUCCESS.name(), Retention.Direction.MAX);

  /** The part of a trainer that each round begins anew with. */
  private static final String OPTIMIZER = "optimizer";

  private static final String TASKS = "rejection-tasks";
  private static final String SAMPLE = "rejection-sample";
  private static final String SELECT = "rejection-select";
  private static final String TRAIN = "rejection-train";
  private static final String HELD_OUT = "rejection-held-out";

  private final Trainer<SequenceBatch> trainer;
  private final TaskEpisodes<?> tasks;
  private final TaskEpisodes<?> heldOut;
  private final Selection selection;
  private final RejectionConfig config;
  private final ImmutableList<MixtureSource> demonstrations;
  private final ImmutableMap<String, String> stated;
  private final ImmutableList<MetricSink> sinks;

  private RejectionSampling(
      Trainer<SequenceBatch> trainer,
      TaskEpisodes<?> tasks,
      TaskEpisodes<?> heldOut,
      Selection selection,
      RejectionConfig config,
      ImmutableList<MixtureSource> demonstrations,
      ImmutableMap<String, String> stated,
      ImmutableList<MetricSink> sinks) {
    this.trainer = trainer;
    this.tasks = tasks;
    this.heldOut = heldOut;
    this.selection = selection;
    this.config = config;
    this.demonstrations = demonstrations;
    this.stated = stated;
    this.sinks = sinks;
  }

  /**
   * Rejection sampling without demonstrations.
   *
   * @param trainer supervised fine-tuning of the policy that plays the tasks, such as {@code
   *     SftTrainer}; its part {@code optimizer}, if it has one, begins anew in each round
   * @param tasks what is sampled from
   * @param heldOut what success is measured on, tasks that are not among the others
   * @param selection what of the episodes is trained on; {@link Selection#all} for all
   * @param config how it goes
   * @return the run, not started
   * @throws IllegalArgumentException if a held-out task is among the others, or weights of buckets
   *     do not name all buckets
   */
  public static RejectionSampling of(
      Trainer<SequenceBatch> trainer,
      TaskEpisodes<?> tasks,
      TaskEpisodes<?> heldOut,
      Selection selection,
      RejectionConfig config) {
    Set<String> keys = Set.copyOf(IntStream.range(0, tasks.size()).mapToObj(tasks::key).toList());
    for (int i = 0; i < heldOut.size(); i++) {
      checkArgument(
          !keys.contains(heldOut.key(i)),
          "heldOut: expected tasks that are not trained on, got %s; split the tasks",
          heldOut.key(i));
    }
    checkWeights(config, tasks.buckets());
    return new RejectionSampling(
        trainer,
        tasks,
        heldOut,
        selection,
        config,
        ImmutableList.of(),
        ImmutableMap.of(),
        ImmutableList.of());
  }

  private static void checkWeights(RejectionConfig config, Set<String> buckets) {
    Set<String> missing = Sets.difference(buckets, config.training().bucketWeights().keySet());
    checkArgument(
        config.training().bucketWeights().isEmpty() || missing.isEmpty(),
        "bucketWeights: expected one of each bucket or none, got none of %s",
        missing);
  }

  /**
   * This run with demonstrations, of which each round sees a share.
   *
   * @param sources named sources with their buckets; a name begins with neither {@code accepted_}
   *     nor {@code earlier_}
   * @return a new run
   * @throws IllegalArgumentException if a name is taken or weights of buckets do not name all
   *     buckets
   */
  public RejectionSampling withDemonstrations(List<MixtureSource> sources) {
    for (MixtureSource source : sources) {
      checkArgument(
          !source.name().startsWith("accepted_") && !source.name().startsWith("earlier_"),
          "demonstrations: expected a name without accepted_ or earlier_ before it, got %s",
          source.name());
      checkWeights(config, Set.of(source.bucket()));
    }
    return new RejectionSampling(
        trainer, tasks, heldOut, selection, config, ImmutableList.copyOf(sources), stated, sinks);
  }

  /**
   * This run with more that decides its numbers: models, environments, rewards.
   *
   * @param role what is stated, such as {@code base} or {@code environment}
   * @param contents statements by name; a resume with others is refused by the name {@code
   *     role.name}
   * @return a new run
   * @throws IllegalArgumentException if a name of this role was given already
   */
  public RejectionSampling withIdentity(String role, Map<String, String> contents) {
    ImmutableMap.Builder<String, String> all = ImmutableMap.<String, String>builder();
    all.putAll(stated);
    contents.forEach((name, value) -> all.put(role + "." + name, value));
    return new RejectionSampling(
        trainer, tasks, heldOut, selection, config, demonstrations, all.buildOrThrow(), sinks);
  }

  /**
   * This run with one more sink of what it records by round, beside its file. The run closes it.
   *
   * @param sink takes the lines
   * @return a new run
   */
  public RejectionSampling withSink(MetricSink sink) {
    return new RejectionSampling(
        trainer,
        tasks,
        heldOut,
        selection,
        config,
        demonstrations,
        stated,
        ImmutableList.<MetricSink>builder().addAll(sinks).add(sink).build());
  }

  /**
   * Everything that decides the numbers of this run.
   *
   * @return by name
   */
  public Map<String, String> identity() {
    ImmutableMap.Builder<String, String> identity =
        ImmutableMap.<String, String>builder()
            .putAll(config.identity())
            .putAll(trainer.identity())
            .put("rejection.selection", selection.identity())
            .putAll(stated);
    tasks.identity().forEach((name, value) -> identity.put("tasks." + name, value));
    heldOut.identity().forEach((name, value) -> identity.put("held_out." + name, value));
    for (MixtureSource source : demonstrations) {
      identity.put(
          "demonstrations." + source.name(),
          source.bucket() + " " + DataHash.ofSequences(source.examples()));
    }
    return identity.buildOrThrow();
  }

  /**
   * Runs from the beginning to the end. The trainer is left with the weights of the best round.
   *
   * @return how it went
   * @throws IllegalArgumentException if the directory holds an earlier run, or another run is using
   *     it; nothing is changed then
   * @throws IllegalStateException if nothing was accepted and there is nothing else to train on, or
   *     no episode of held-out tasks could be verified
   */
  public RejectionResult start() {
    checkArgument(
        !Files.exists(config.out().resolve("run.json")),
        "out: expected a directory without an earlier run, got %s with run.json in it; resume that"
            + " run or choose another directory",
        config.out());
    return resume();
  }

  /**
   * Goes on from wherever the run in the directory stopped, or from the beginning where there is
   * none. All that {@link #identity} states is to be as it was; what follows equals the
   * uninterrupted run bit for bit, as far as environments and rewards are functions of their seeds.
   *
   * @return how it went
   * @throws IllegalArgumentException if the directory holds another run, or another process is
   *     using it; nothing is changed then
   * @throws IllegalStateException as {@link #start}
   */
  public RejectionResult resume() {
    try (RunLock lock = RunLock.of(config.out())) {
      RunIdentity identity = new RunIdentity(identity());
      Path begun = config.out().resolve("run.json");
      if (Files.exists(begun)) {
        identity.checkResumes(RunIdentity.read(begun).values());
      }
      AtomicFiles.clean(config.out());
      rounds().clean();
      if (!Files.exists(begun)) {
        startOf().save(new Checkpoint(0, identity.values(), Map.of()), trainer.state());
        identity.write(begun);
      }
      return run();
    }
  }

  private RejectionResult run() {
    int done = rounds().newest().map(last -> (int) last.update()).orElse(-1);
    TrainingData data = new TrainingData(config.training(), demonstrations);
    try (EpisodeStore accepted =
            EpisodeStore.open(config.out().resolve("accepted.jsonl"), data::add);
        MetricsFile file = MetricsFile.resume(config.out().resolve("metrics.jsonl"), done);
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
        rounds().save(new Checkpoint(done, identity(), evaluation), trainer.state());
        rounds().retain(Retention.last(1).andBest(BEST.metric(), BEST.direction()));
      }
      if (done > 0) {
        Checkpoints.in(directory(done).resolve("training")).deleteAll();
      }
    }
    Checkpoint best = best();
    rounds().restore(best, trainer.state());
    return new RejectionResult(
        done, (int) best.update(), MetricsFile.read(config.out().resolve("metrics.jsonl")));
  }

  /** One round: samples, selects and trains, from the weights of the round before. */
  private void improve(int round, EpisodeStore accepted, TrainingData data, MetricSink sink) {
    Checkpoint before = rounds().newest().orElseThrow();
    rounds().restore(before, trainer.state());
    if (round > 1) {
      Checkpoints.in(directory(round - 1).resolve("training")).deleteAll();
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
            directory(round).resolve("training"),
            RunLength.ofUpdates(config.training().updates()),
            Seeds.derive(config.seed(), TRAIN, round));
    TrainingRun.of(trainer, mixture, training).resume();
  }

  /** Samples and selects; what is accepted goes into the store and the data. */
  private Map<String, Double> sample(int round, EpisodeStore accepted, TrainingData data) {
    RoundTally tally =
        tally(
            tasks,
            RejectionMetrics.ofRound(config.sampling().samples()),
            config.sampling().samples());
    SelectionStream selected =
        new SelectionStream(
            selection,
            Seeds.derive(config.seed(), SELECT, round),
            candidate -> {
              tally.addAccepted(candidate);
              StoredEpisode episode = new StoredEpisode(round, candidate);
              if (accepted.append(episode)) {
                data.add(episode);
              }
            });
    int[] order = Seeds.permutation(tasks.size(), config.seed(), TASKS, round);
    List<Integer> chosen = IntStream.of(order).limit(config.sampling().tasks()).boxed().toList();
    play(
        tasks,
        chosen,
        config.sampling().samples(),
        Seeds.derive(config.seed(), SAMPLE, round),
        round,
        "sampled.jsonl",
        task -> {
          tally.add(task);
          selected.add(task);
        });
    selected.finish();
    accepted.force();
    return tally.figures();
  }

  private Map<String, Double> evaluate(int round) {
    int k = config.validation().samples();
    RoundTally tally = tally(heldOut, RejectionMetrics.ofEvaluation(k), k);
    play(
        heldOut,
        IntStream.range(0, heldOut.size()).boxed().toList(),
        k,
        Seeds.derive(config.seed(), HELD_OUT),
        round,
        "held-out.jsonl",
        tally::add);
    return tally.figures();
  }

  private RoundTally tally(TaskEpisodes<?> of, List<Metric> metrics, int samples) {
    return new RoundTally(
        config.sampling().threshold(), samples, metrics, of.figures(), of.buckets());
  }

  /**
   * Plays tasks, some at once, and passes the episodes of each on. They are stored first, and what
   * is stored already is not played again.
   */
  private void play(
      TaskEpisodes<?> of,
      List<Integer> chosen,
      int samples,
      long seed,
      int round,
      String name,
      Consumer<List<Candidate>> each) {
    Map<StoredEpisode.Key, Candidate> stored = new HashMap<>();
    makeDirectory(directory(round));
    try (EpisodeStore store =
        EpisodeStore.open(
            directory(round).resolve(name),
            episode -> stored.put(episode.key(), episode.candidate()))) {
      for (List<Integer> some : Lists.partition(chosen, config.sampling().tasksAtOnce())) {
        if (!isStored(of, some, samples, round, stored.keySet())) {
          for (Candidate candidate : of.play(some, samples, seed)) {
            StoredEpisode episode = new StoredEpisode(round, candidate);
            if (store.append(episode)) {
              stored.put(episode.key(), candidate);
            }
          }
          store.force();
        }
        for (int task : some) {
          each.accept(
              IntStream.range(0, samples)
                  .mapToObj(i -> new StoredEpisode.Key(round, of.key(task), i))
                  .map(key -> Optional.ofNullable(stored.remove(key)).orElseThrow())
                  .toList());
        }
      }
    }
  }

  private static boolean isStored(
      TaskEpisodes<?> of,
      List<Integer> some,
      int samples,
      int round,
      Set<StoredEpisode.Key> stored) {
    return some.stream()
        .allMatch(
            task ->
                IntStream.range(0, samples)
                    .allMatch(i -> stored.contains(new StoredEpisode.Key(round, of.key(task), i))));
  }

  /** Whether the best round is so many rounds ago. */
  private boolean hasStoppedToRise(int done) {
    return done >= 0 && done - best().update() >= config.validation().patience();
  }

  private Checkpoint best() {
    Optional<Checkpoint> best = rounds().best(BEST);
    checkState(
        best.isPresent(),
        "heldOut: expected a verified episode, got none; see %s",
        directory(0).resolve("held-out.jsonl"));
    return best.get();
  }

  /** Copies some parts of the trainer as they were before the first round. */
  private void restoreStart(Set<String> parts) {
    ImmutableMap.Builder<String, Stateful> into = ImmutableMap.builder();
    trainer
        .state()
        .forEach((name, part) -> into.put(name, parts.contains(name) ? part : new LeftAsItIs()));
    startOf().restore(startOf().newest().orElseThrow(), into.buildOrThrow());
  }

  private Map<String, String> units() {
    ImmutableMap.Builder<String, String> units = ImmutableMap.builder();
    tally(
            tasks,
            RejectionMetrics.ofRound(config.validation().samples()),
            config.validation().samples())
        .metrics()
        .forEach(metric -> units.put(metric.name(), metric.unit()));
    return units.buildOrThrow();
  }

  private Checkpoints rounds() {
    return Checkpoints.in(config.out());
  }

  private Checkpoints startOf() {
    return Checkpoints.in(config.out().resolve("start"));
  }

  private Path directory(int round) {
    return config.out().resolve(String.format("round-%04d", round));
  }

  private static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
