package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.FileNames;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.api.Stateful;
import org.temper.api.updates.UpdateSource;

/**
 * A run of a trainer over its data: epochs, evaluation, metrics and checkpoints.
 *
 * <p>The run writes {@code run.json} with its {@link #identity}, {@code metrics.jsonl} (see {@code
 * docs/metrics.md}), {@code timings.jsonl} and the {@link Checkpoints} into its directory; what
 * else is to be made of its metrics, such as curves or a progress bar, is a sink given with {@link
 * #withSink}. Wall-clock times are kept apart so that {@code metrics.jsonl} of a run that was
 * killed and resumed equals, byte for byte, that of a run that was not.
 *
 * <p>A run is known by its contents. Whatever decides its numbers is stated in each checkpoint, and
 * compared on resume: what {@link Trainer#identity}, {@link UpdateSource#identity} and {@link
 * RunConfig#identity} say, and what the caller adds with {@link #withIdentity}, such as hashes of
 * the models that were read.
 *
 * @param <B> the trainer's micro-batches
 */
public final class TrainingRun<B> {
  static final String METRICS = "metrics.jsonl";
  static final String TIMINGS = "timings.jsonl";
  private static final String IDENTITY = "run.json";

  private final Trainer<B> trainer;
  private final UpdateSource<B> source;
  private final RunConfig config;
  private final Optional<Evaluator> evaluator;
  private final ImmutableList<MetricSink> sinks;
  private final ImmutableMap<String, Stateful> parts;
  private final ImmutableMap<String, String> stated;
  private final StopRequest stop;

  private TrainingRun(
      Trainer<B> trainer,
      UpdateSource<B> source,
      RunConfig config,
      Optional<Evaluator> evaluator,
      ImmutableList<MetricSink> sinks,
      ImmutableMap<String, Stateful> parts,
      ImmutableMap<String, String> stated,
      StopRequest stop) {
    this.trainer = trainer;
    this.source = source;
    this.config = config;
    this.evaluator = evaluator;
    this.sinks = sinks;
    this.parts = parts;
    this.stated = stated;
    this.stop = stop;
  }

  /**
   * A run without evaluation.
   *
   * @param trainer makes the updates
   * @param source what they train on
   * @param config how the run goes
   * @param <B> the trainer's micro-batches
   * @return the run, not started
   */
  public static <B> TrainingRun<B> of(
      Trainer<B> trainer, UpdateSource<B> source, RunConfig config) {
    return new TrainingRun<>(
        trainer,
        source,
        config,
        Optional.empty(),
        ImmutableList.of(),
        ImmutableMap.of(),
        ImmutableMap.of(),
        new StopRequest());
  }

  /**
   * A run of iterations, without evaluation. Wherever a run counts updates, in its configuration,
   * its checkpoints and under the key {@code update} of its files too, this one counts iterations.
   *
   * @param trainer makes the iterations
   * @param source what they learn from
   * @param config how the run goes
   * @param <B> the trainer's batches
   * @return the run, not started
   */
  public static <B> TrainingRun<B> of(
      IterationTrainer<B> trainer, UpdateSource<B> source, RunConfig config) {
    return of(new IteratedUpdates<>(trainer), source, config);
  }

  /**
   * This run with evaluation.
   *
   * @param evaluation called before the first update, between updates, and after the last
   * @return a new run
   */
  public TrainingRun<B> withEvaluator(Evaluator evaluation) {
    return new TrainingRun<>(
        trainer, source, config, Optional.of(evaluation), sinks, parts, stated, stop);
  }

  /**
   * This run with one more sink, beside the files that each run writes. The run closes it.
   *
   * @param sink takes what the run records
   * @return a new run
   */
  public TrainingRun<B> withSink(MetricSink sink) {
    return new TrainingRun<>(
        trainer,
        source,
        config,
        evaluator,
        ImmutableList.<MetricSink>builder().addAll(sinks).add(sink).build(),
        parts,
        stated,
        stop);
  }

  /**
   * This run with one more part that its checkpoints carry, beside those of the trainer: what the
   * source of the batches has to remember, such as running statistics of rewards.
   *
   * @param name a name that is fit for a file name, and that no part of the trainer has
   * @param part the part
   * @return a new run
   */
  public TrainingRun<B> withPart(String name, Stateful part) {
    FileNames.check("name", name);
    return new TrainingRun<>(
        trainer,
        source,
        config,
        evaluator,
        sinks,
        ImmutableMap.<String, Stateful>builder().putAll(parts).put(name, part).buildOrThrow(),
        stated,
        stop);
  }

  /**
   * This run with more that decides its numbers, beside what the trainer, the data and the
   * configuration state themselves: what models, rewards or judges it reads.
   *
   * @param role what is stated, such as {@code base} or {@code reward_model[0]}
   * @param contents statements by name, such as the parts of a {@code ModelIdentity}; a resume with
   *     others is refused by the name {@code role.name}
   * @return a new run
   * @throws IllegalArgumentException if a name of this role was given already
   */
  public TrainingRun<B> withIdentity(String role, Map<String, String> contents) {
    ImmutableMap.Builder<String, String> all = ImmutableMap.builder();
    all.putAll(stated);
    contents.forEach((name, value) -> all.put(role + "." + name, value));
    return new TrainingRun<>(
        trainer, source, config, evaluator, sinks, parts, all.buildOrThrow(), stop);
  }

  /**
   * This run with a request by which it can be stopped from outside.
   *
   * @param request looked at after each update
   * @return a new run
   */
  public TrainingRun<B> withStop(StopRequest request) {
    return new TrainingRun<>(trainer, source, config, evaluator, sinks, parts, stated, request);
  }

  /**
   * Everything that decides the numbers of this run, as its checkpoints state it.
   *
   * @return by name, sorted
   * @throws IllegalArgumentException if one thing is stated twice and differently
   */
  public Map<String, String> identity() {
    return RunIdentity.of(config, trainer, source.identity(), stated).values();
  }

  /**
   * What decided the numbers of the run that a directory holds, as it was recorded: for a caller
   * that is to choose again what that run chose.
   *
   * @param out the directory, which need not exist
   * @return by name, sorted; empty where no run was begun
   * @throws IllegalArgumentException if what is recorded cannot be read
   */
  public static Map<String, String> recordedIn(Path out) {
    Path begun = out.resolve(IDENTITY);
    return Files.exists(begun) ? RunIdentity.read(begun).values() : ImmutableMap.of();
  }

  private Map<String, Stateful> state() {
    return ImmutableMap.<String, Stateful>builder()
        .putAll(trainer.state())
        .putAll(parts)
        .buildOrThrow();
  }

  /**
   * Runs from the beginning to the end.
   *
   * @return how it ended
   * @throws IllegalArgumentException if the directory holds an earlier run, or another run is using
   *     it; nothing is changed then
   * @throws DivergenceException if a loss or gradient norm is not finite
   */
  public RunResult start() {
    for (String name : List.of(IDENTITY, METRICS, TIMINGS, "checkpoints")) {
      checkArgument(
          !Files.exists(config.out().resolve(name)),
          "out: expected a directory without an earlier run, got %s with %s in it; resume that run"
              + " or choose another directory",
          config.out(),
          name);
    }
    try (RunLock lock = RunLock.of(config.out())) {
      return run(Optional.empty());
    }
  }

  /**
   * Goes on from the newest complete checkpoint in the directory, or from the beginning where there
   * is none yet. The trainer, the data and all else that {@link #identity} states are to be those
   * of the run that stopped; what follows equals the uninterrupted run bit for bit.
   *
   * @return how it ended
   * @throws IllegalArgumentException if the checkpoint states another identity, is for other
   *     arrays, or cannot be read, {@code metrics.jsonl} does not reach up to it or is of no run
   *     that is known here, or another run is using the directory; nothing is changed then
   * @throws DivergenceException if a loss or gradient norm is not finite
   */
  public RunResult resume() {
    try (RunLock lock = RunLock.of(config.out())) {
      Checkpoints checkpoints = Checkpoints.in(config.out());
      Optional<Checkpoint> newest = checkpoints.newest();
      newest.ifPresent(
          checkpoint -> {
            new RunIdentity(identity()).checkResumes(checkpoint.identity());
            checkMetrics(checkpoint);
            checkpoints.restore(checkpoint, state());
          });
      if (newest.isEmpty()) {
        checkBegun();
      }
      return run(newest);
    }
  }

  private void checkMetrics(Checkpoint checkpoint) {
    Path metrics = config.out().resolve(METRICS);
    boolean reached =
        MetricsFile.readUpTo(metrics, checkpoint.update()).stream()
            .anyMatch(line -> line.update() == checkpoint.update());
    checkArgument(
        reached,
        "%s: expected lines up to update %s, where the newest checkpoint is, got fewer",
        metrics,
        checkpoint.update());
  }

  /**
   * Checks that what is recorded here without a checkpoint is of this run, which records it anew.
   */
  private void checkBegun() {
    Path begun = config.out().resolve(IDENTITY);
    if (Files.exists(begun)) {
      new RunIdentity(identity()).checkResumes(RunIdentity.read(begun).values());
      return;
    }
    for (String name : List.of(METRICS, TIMINGS)) {
      Path file = config.out().resolve(name);
      checkArgument(
          !Files.exists(file),
          "%s: expected a run to resume, with a checkpoint or %s beside this file, got neither;"
              + " move the file away, or choose another directory for a new run",
          file,
          IDENTITY);
    }
  }

  private RunResult run(Optional<Checkpoint> from) {
    checkArgument(
        config.retention().best().isEmpty() || evaluator.isPresent(),
        "retention: expected an evaluator to tell the best checkpoint by, got none");
    checkArgument(
        config.earlyStopping().isEmpty() || evaluator.isPresent(),
        "earlyStopping: expected an evaluator to tell the end by, got none");
    Map<String, String> identity = identity();
    state().keySet().forEach(part -> FileNames.check("parts", part));
    AtomicFiles.clean(config.out());
    Checkpoints.in(config.out()).clean();
    Path begun = config.out().resolve(IDENTITY);
    if (from.isEmpty() && !Files.exists(begun)) {
      new RunIdentity(identity).write(begun);
    }
    try (RunRecord log = RunRecord.open(config, from, sinks)) {
      return new RunLoop<>(trainer, source, config, evaluator, log, this::state, identity, stop)
          .run(from);
    }
  }
}
