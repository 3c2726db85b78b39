package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.run.RunIdentity;
import org.temper.algorithms.run.RunLock;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.SequenceBatch;
import org.temper.data.mixture.MixtureSource;
import org.temper.samplers.selection.Selection;

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
  private final RoundParts parts;
  private final ImmutableMap<String, String> stated;
  private final ImmutableList<MetricSink> sinks;

  private RejectionSampling(
      RoundParts parts, ImmutableMap<String, String> stated, ImmutableList<MetricSink> sinks) {
    this.parts = parts;
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
    return new RejectionSampling(
        new RoundParts(trainer, tasks, heldOut, selection, config, List.of()),
        ImmutableMap.of(),
        ImmutableList.of());
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
    return new RejectionSampling(parts.withDemonstrations(sources), stated, sinks);
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
    return new RejectionSampling(parts, all.buildOrThrow(), sinks);
  }

  /**
   * This run with one more sink of what it records by round, beside its file. The run closes it.
   *
   * @param sink takes the lines
   * @return a new run
   */
  public RejectionSampling withSink(MetricSink sink) {
    return new RejectionSampling(
        parts, stated, ImmutableList.<MetricSink>builder().addAll(sinks).add(sink).build());
  }

  /**
   * Everything that decides the numbers of this run.
   *
   * @return by name
   */
  public Map<String, String> identity() {
    return ImmutableMap.<String, String>builder()
        .putAll(parts.identity())
        .putAll(stated)
        .buildOrThrow();
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
        !Files.exists(files().identity()),
        "out: expected a directory without an earlier run, got %s with run.json in it; resume that"
            + " run or choose another directory",
        files().out());
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
    RejectionFiles files = files();
    try (RunLock lock = RunLock.of(files.out())) {
      RunIdentity identity = new RunIdentity(identity());
      boolean begun = Files.exists(files.identity());
      if (begun) {
        identity.checkResumes(RunIdentity.read(files.identity()).values());
      }
      AtomicFiles.clean(files.out());
      files.rounds().clean();
      if (!begun) {
        Checkpoint start = new Checkpoint(0, identity.values(), Map.of());
        files.start().save(start, parts.trainer().state());
        identity.write(files.identity());
      }
      return new RejectionRounds(parts, files, identity.values()).run(sinks);
    }
  }

  private RejectionFiles files() {
    return new RejectionFiles(parts.config().out());
  }
}
