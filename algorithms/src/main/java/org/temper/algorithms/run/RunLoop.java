package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.FileNames;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.Stateful;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;

/** One pass of a {@link TrainingRun}, from the beginning or a checkpoint to the end. */
final class RunLoop<B> {
  /** The figure of an evaluation by which weights that are finite and of no use are noticed. */
  private static final String LOSS = "loss";

  private final Trainer<B> trainer;
  private final UpdateSource<B> source;
  private final RunConfig config;
  private final Optional<Evaluator> evaluator;
  private final RunRecord log;
  private final Supplier<Map<String, Stateful>> state;
  private final Map<String, String> identity;
  private final StopRequest stop;
  private final Checkpoints checkpoints;

  private long update;
  private Map<String, Double> evaluation = Map.of();
  private long evaluatedAt = -1;
  private long savedAt = -1;
  private final List<Map<String, Double>> evaluations = new ArrayList<>();

  RunLoop(
      Trainer<B> trainer,
      UpdateSource<B> source,
      RunConfig config,
      Optional<Evaluator> evaluator,
      RunRecord log,
      Supplier<Map<String, Stateful>> state,
      Map<String, String> identity,
      StopRequest stop) {
    this.trainer = trainer;
    this.source = source;
    this.config = config;
    this.evaluator = evaluator;
    this.log = log;
    this.state = state;
    this.identity = identity;
    this.stop = stop;
    this.checkpoints = Checkpoints.in(config.out());
  }

  RunResult run(Optional<Checkpoint> from) {
    from.ifPresent(this::goTo);
    long last = config.length().updates(source.updatesPerEpoch());
    log.start(IteratedUpdates.unitOf(trainer), update, last, units());
    if (update == 0) {
      evaluate();
    }
    while (update < last && !isStoppedEarly() && !stop.isMade()) {
      step();
    }
    if (stop.isMade() && update < last && !isStoppedEarly()) {
      // Before the first update there is nothing to go on from: a resume begins anew.
      if (savedAt != update && update > 0) {
        save();
      }
      return result(RunResult.Ending.STOPPED);
    }
    if (evaluatedAt != update) {
      evaluate();
    }
    if (savedAt != update) {
      save();
    }
    return result(RunResult.Ending.COMPLETED);
  }

  private RunResult result(RunResult.Ending ending) {
    return new RunResult(
        update, evaluation, config.retention().best().flatMap(checkpoints::best), ending);
  }

  private Map<String, String> units() {
    ImmutableMap.Builder<String, String> units = ImmutableMap.builder();
    trainer.metrics().forEach(metric -> units.put(metric.name(), metric.unit()));
    return units.buildOrThrow();
  }

  private void goTo(Checkpoint checkpoint) {
    update = checkpoint.update();
    evaluation = checkpoint.evaluation();
    evaluatedAt = evaluation.isEmpty() ? -1 : update;
    savedAt = update;
    log.earlier().stream()
        .filter(line -> line.kind() == MetricLine.Kind.EVALUATION && line.update() > 0)
        .forEach(line -> evaluations.add(line.values()));
  }

  private boolean isStoppedEarly() {
    return config.earlyStopping().filter(rule -> rule.isReached(evaluations)).isPresent();
  }

  /** The epoch of the update that was made last. */
  private int epoch() {
    return Math.toIntExact(Math.max(0, update - 1) / source.updatesPerEpoch());
  }

  private void step() {
    Stopwatch watch = Stopwatch.createStarted(); // rollouts are made where a batch is asked for
    UpdateBatch<B> batch = source.update(config.seed(), update);
    Metrics metrics = trainer.update(log.watched(batch.microBatches()));
    if (!Double.isFinite(metrics.loss()) || !Double.isFinite(metrics.gradientNorm())) {
      throw new DivergenceException(
          IteratedUpdates.unitOf(trainer),
          update + 1,
          metrics.loss(),
          metrics.gradientNorm(),
          batch.exampleIds());
    }
    update++;
    log.record(
        new MetricLine(update, epoch(), MetricLine.Kind.TRAINING, metrics.toMap()),
        watch,
        batch.tokenCount());
    if (update % config.evaluateEvery() == 0) {
      evaluate();
    }
    if (update % config.checkpointEvery() == 0) {
      save();
      NativeMemory.trim();
    }
  }

  private void evaluate() {
    if (evaluator.isEmpty()) {
      return;
    }
    Stopwatch watch = Stopwatch.createStarted();
    evaluation = evaluator.get().evaluate();
    evaluation.keySet().forEach(figure -> FileNames.check("evaluation", figure));
    double loss = evaluation.getOrDefault(LOSS, 0.0);
    if (!Double.isFinite(loss)) {
      throw DivergenceException.ofEvaluation(IteratedUpdates.unitOf(trainer), update, loss);
    }
    evaluatedAt = update;
    if (update > 0) {
      evaluations.add(evaluation);
    }
    config
        .retention()
        .best()
        .ifPresent(
            best ->
                checkArgument(
                    evaluation.containsKey(best.metric()),
                    "retention: expected the best by one of the evaluator's %s, got %s",
                    evaluation.keySet(),
                    best.metric()));
    log.record(
        new MetricLine(update, epoch(), MetricLine.Kind.EVALUATION, evaluation),
        watch,
        OptionalLong.empty());
  }

  private void save() {
    log.force();
    FiniteState.check(IteratedUpdates.unitOf(trainer), update, state.get());
    checkpoints.save(
        new Checkpoint(update, identity, evaluatedAt == update ? evaluation : Map.of()),
        state.get());
    savedAt = update;
    checkpoints.retain(config.retention());
  }
}
