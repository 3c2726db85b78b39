package org.temper.algorithms.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.SequenceBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.data.BatchConfig;
import org.temper.data.mixture.MixtureSource;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.selection.Selection;
import org.temper.testkit.LiveArrays;

class RejectionSamplingTest {
  @TempDir Path directory;

  /** A stop from outside, as by a kill but for what the process itself can still clean up. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static RejectionResult run(LookUp toy) {
    return toy.run(toy.config()).start();
  }

  private static double last(RejectionResult result, String figure) {
    List<Map<String, Double>> evaluations = result.evaluations();
    return evaluations.get(evaluations.size() - 1).getOrDefault(figure, Double.NaN);
  }

  @Test
  void theTinyPolicyLearnsToLookUpBeforeItAnswers() {
    try (LookUp toy = new LookUp(directory)) {
      RejectionResult result = run(toy);
      assertThat(result.rounds()).isEqualTo(3);
      assertThat(result.evaluations()).hasSize(4);
      assertThat(result.evaluations().get(0).get("success")).isLessThan(0.2);
      assertThat(last(result, "success")).isGreaterThan(0.9);
      assertThat(last(result, "pass_power_4")).isGreaterThan(0.7);
      assertThat(last(result, "malformed_calls")).isLessThan(0.1);
      assertThat(last(result, "turns")).isBetween(1.9, 2.0);
      assertThat(last(result, "success@even")).isBetween(0.0, 1.0);
      List<MetricLine> sampled =
          result.lines().stream().filter(l -> l.kind() == MetricLine.Kind.TRAINING).toList();
      assertThat(sampled).hasSize(3);
      Map<String, Double> first = sampled.get(0).values();
      assertThat(first.get("accepted")).isBetween(1.0, 24.0);
      assertThat(first.get("accepted_share")).isEqualTo(first.get("accepted") / 240);
      assertThat(first.get("accepted@even") + first.get("accepted@odd"))
          .isEqualTo(first.get("accepted"));
      assertThat(first.get("unverified_share")).isZero();
    }
  }

  @Test
  void onlyThePolicysOwnTokensOfWhatSucceededAreAccepted() {
    try (LookUp toy = new LookUp(directory)) {
      run(toy);
    }
    List<StoredEpisode> accepted = new ArrayList<>();
    EpisodeStore.read(directory.resolve("accepted.jsonl"), accepted::add);
    assertThat(accepted)
        .isNotEmpty()
        .allSatisfy(
            episode -> {
              assertThat(episode.candidate().reward()).isEqualTo(1);
              assertThat(episode.candidate().trajectory().toSequence().completion())
                  .containsExactly(false, true, false, true);
            });
  }

  @Test
  void theSameSeedGivesTheSameNumbersAndAnotherDoesNot() throws IOException {
    float[] weights;
    try (LookUp toy = new LookUp(directory.resolve("a"))) {
      run(toy);
      weights = toy.weights();
    }
    try (LookUp toy = new LookUp(directory.resolve("b"))) {
      run(toy);
      assertThat(toy.weights()).isEqualTo(weights);
    }
    for (String file : List.of("metrics.jsonl", "accepted.jsonl")) {
      assertThat(directory.resolve("a").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("b").resolve(file));
    }
    try (LookUp toy = new LookUp(directory.resolve("c"))) {
      RejectionConfig other =
          RejectionConfig.of(directory.resolve("c"), 3, 40, 8, BatchConfig.of(8), 6);
      toy.run(other).start();
      assertThat(toy.weights()).isNotEqualTo(weights);
    }
  }

  /**
   * Stops at the n-th call of a judge or the n-th update, for n over the whole of a run, and goes
   * on each time in what knows nothing but the directory.
   */
  @Test
  void aRunThatWasStoppedAnywhereGoesOnBitForBit() {
    Path whole = directory.resolve("whole");
    float[] weights;
    AtomicInteger calls = new AtomicInteger();
    try (LookUp toy = stopping(whole, calls, Integer.MAX_VALUE)) {
      run(toy);
      weights = toy.weights();
    }
    int all = calls.get();
    assertThat(all).isGreaterThan(30);
    for (int n = 1; n <= all; n += 3) {
      Path out = directory.resolve("stopped-" + n);
      try (LookUp toy = stopping(out, new AtomicInteger(), n)) {
        assertThatThrownBy(() -> run(toy)).isInstanceOf(Killed.class);
      }
      // Once more in what follows, then to the end.
      try (LookUp toy = stopping(out, new AtomicInteger(), 5)) {
        toy.run(toy.config()).resume();
      } catch (Killed e) {
        assertThat(out.resolve("run.json")).exists();
      }
      try (LookUp toy = new LookUp(out)) {
        RejectionResult result = toy.run(toy.config()).resume();
        assertThat(toy.weights()).as("stopped at %s", n).isEqualTo(weights);
        assertThat(result.rounds()).isEqualTo(3);
      }
      for (String file : List.of("metrics.jsonl", "accepted.jsonl")) {
        assertThat(out.resolve(file))
            .as("stopped at %s", n)
            .hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  private static LookUp stopping(Path out, AtomicInteger calls, int last) {
    Runnable count =
        () -> {
          if (calls.incrementAndGet() == last) {
            throw new Killed();
          }
        };
    return new LookUp(
        out,
        judge ->
            (tasks, trajectories) -> {
              count.run();
              return judge.rewards(tasks, trajectories);
            },
        trainer ->
            new Trainer<SequenceBatch>() {
              @Override
              public Metrics update(List<SequenceBatch> microBatches) {
                count.run();
                return trainer.update(microBatches);
              }

              @Override
              public TrainerDescription description() {
                return trainer.description();
              }
            });
  }

  @Test
  void aFinishedRunResumesToItsResult() {
    RejectionResult first;
    try (LookUp toy = new LookUp(directory)) {
      first = run(toy);
    }
    try (LookUp toy = new LookUp(directory)) {
      assertThat(toy.run(toy.config()).resume()).isEqualTo(first);
      assertThatThrownBy(() -> run(toy))
          .hasMessageStartingWith("out: expected a directory without an earlier run, got ");
    }
  }

  @Test
  void aResumeWithAnythingElseIsRefusedByName() {
    try (LookUp toy = new LookUp(directory)) {
      run(toy);
      assertThatThrownBy(() -> toy.run(toy.config().withThreshold(0.5), Selection.all()).resume())
          .hasMessageStartingWith("rejection.selection: expected RewardThreshold")
          .hasMessageContaining("(others too: rejection.threshold)");
      assertThatThrownBy(
              () -> toy.run(toy.config()).withIdentity("base", Map.of("weights", "1234")).resume())
          .hasMessageStartingWith("base.weights: expected none as in the run to resume, got 1234");
      assertThatThrownBy(
              () -> toy.run(toy.config()).withDemonstrations(LookUp.demonstrations()).resume())
          .hasMessageStartingWith("demonstrations.gold: expected none");
    }
  }

  @Test
  void theBestRoundsWeightsAreLeftAndKept() {
    try (LookUp toy = new LookUp(directory)) {
      RejectionResult result = run(toy);
      List<Double> successes =
          result.evaluations().stream().map(figures -> figures.get("success")).toList();
      double best = successes.stream().mapToDouble(each -> each).max().orElseThrow();
      assertThat(result.best()).isEqualTo(successes.indexOf(best));
      Checkpoint kept =
          Checkpoints.in(directory)
              .best(new Retention.Best("success", Retention.Direction.MAX))
              .orElseThrow();
      assertThat(kept.update()).isEqualTo(result.best());
    }
  }

  @Test
  void theRunEndsWhenSuccessHasStoppedToRise() {
    try (LookUp toy = new LookUp(directory)) {
      // A judge that fails everything: no round is better than none, and gold alone is trained on.
      LookUp strict =
          new LookUp(directory, judge -> (tasks, played) -> new double[played.size()], t -> t);
      try (strict) {
        RejectionResult result =
            strict
                .run(strict.config().withValidation(2, 2))
                .withDemonstrations(LookUp.demonstrations())
                .start();
        assertThat(result.rounds()).isEqualTo(2);
        assertThat(result.best()).isZero();
        assertThat(strict.weights()).isEqualTo(toy.weights());
      }
    }
  }

  @Test
  void goldAloneIsNoSamplesAndUnfilteredIsASelectionOfAll() {
    try (LookUp toy = new LookUp(directory.resolve("gold"))) {
      RejectionConfig none =
          RejectionConfig.of(directory.resolve("gold"), 1, 0, 40, BatchConfig.of(4), 5);
      RejectionResult result = toy.run(none).withDemonstrations(LookUp.demonstrations()).start();
      assertThat(result.lines()).allMatch(l -> l.kind() == MetricLine.Kind.EVALUATION);
      assertThat(last(result, "success")).isGreaterThan(0.9);
    }
    try (LookUp toy = new LookUp(directory.resolve("all"))) {
      RejectionResult result = toy.run(toy.config(), Selection.all()).start();
      assertThat(result.lines().get(1).values()).containsEntry("accepted_share", 1.0);
      assertThat(last(result, "success")).isLessThan(0.4);
    }
  }

  @Test
  void whatIsNotVerifiedIsLeftOutAndCounted() {
    // Every second episode of a call cannot be judged.
    LookUp toy =
        new LookUp(
            directory,
            judge ->
                (tasks, played) -> {
                  double[] rewards = judge.rewards(tasks, played);
                  for (int i = 0; i < rewards.length; i += 2) {
                    rewards[i] = Double.NaN;
                  }
                  return rewards;
                },
            trainer -> trainer);
    try (toy) {
      RejectionResult result = toy.run(toy.config(), Selection.all()).start();
      Map<String, Double> sampled = result.lines().get(1).values();
      assertThat(sampled.get("unverified_share")).isEqualTo(0.5);
      assertThat(sampled.get("accepted_share")).isEqualTo(0.5);
      assertThat(sampled.get("success")).isLessThan(0.2);
    }
  }

  @Test
  void whereNothingCanBeTrainedOnOrVerifiedTheRunSaysSo() {
    LookUp strict =
        new LookUp(
            directory.resolve("a"), judge -> (tasks, played) -> new double[played.size()], t -> t);
    try (strict) {
      assertThatThrownBy(() -> run(strict))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("round 1: expected something to train on, got no accepted");
    }
    RewardSource<Integer> silent =
        (tasks, played) -> played.stream().mapToDouble(each -> Double.NaN).toArray();
    try (LookUp toy = new LookUp(directory.resolve("b"), judge -> silent, t -> t)) {
      assertThatThrownBy(() -> run(toy))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("heldOut: expected a verified episode, got none");
    }
  }

  @Test
  void theNumberOfLiveArraysIsThatBefore() {
    AtomicInteger runs = new AtomicInteger();
    try (LookUp toy = new LookUp(directory)) {
      LiveArrays.assertConstant(
          "a run",
          () -> {
            Path out = directory.resolve("run-" + runs.incrementAndGet());
            toy.run(RejectionConfig.of(out, 1, 40, 8, BatchConfig.of(8), 5), Selection.all())
                .start();
          });
    }
  }

  @Test
  void promptsWithARewardAreSampledFromToo() {
    try (LookUp toy = new LookUp(directory)) {
      Sampler sampler = Sampler.of(toy.policy(), SamplingConfig.defaults().withMaxNewTokens(1));
      RewardSource<Integer> isNext =
          (tasks, played) -> {
            double[] rewards = new double[played.size()];
            for (int i = 0; i < rewards.length; i++) {
              Trajectory trajectory = played.get(i);
              rewards[i] = trajectory.completion().get(0) == tasks.get(i) + 1 ? 1 : 0;
            }
            return rewards;
          };
      RejectionResult result =
          RejectionSampling.of(
                  new SftTrainer(toy.policy(), toy.optimizer()),
                  TaskEpisodes.of(sampler, prompts("t"), isNext),
                  TaskEpisodes.of(sampler, prompts("h"), isNext),
                  Selection.firstSuccess(1),
                  RejectionConfig.of(directory, 2, 20, 10, BatchConfig.of(4), 1)
                      .withStart(RoundStart.LAST)
                      .withShares(new DataShares(1, 0, 0)))
              .start();
      assertThat(last(result, "success")).isGreaterThan(0.8);
    }
  }

  private static List<PromptedTask<Integer>> prompts(String name) {
    return List.of(
        new PromptedTask<>(name + 0, 0, ImmutableLongArray.of(0)),
        new PromptedTask<>(name + 1, 1, ImmutableLongArray.of(1)));
  }

  @Test
  void wrongArgumentsAreNamed() {
    try (LookUp toy = new LookUp(directory)) {
      RejectionConfig config = toy.config();
      assertThatThrownBy(() -> RejectionConfig.of(directory, 0, 1, 1, BatchConfig.of(1), 1))
          .hasMessage("rounds: expected at least 1, got 0");
      assertThatThrownBy(() -> RejectionConfig.of(directory, 1, -1, 1, BatchConfig.of(1), 1))
          .hasMessage("samples: expected at least 0, got -1");
      assertThatThrownBy(() -> config.withThreshold(Double.NaN))
          .hasMessage("threshold: expected a finite number, got NaN");
      assertThatThrownBy(() -> config.withBucketWeights(Map.of("even", 0.0)))
          .hasMessage("bucketWeights[even]: expected a finite number above 0, got 0.0");
      assertThatThrownBy(() -> toy.run(config.withBucketWeights(Map.of("even", 1.0))))
          .hasMessage("bucketWeights: expected one of each bucket or none, got none of [odd]");
      assertThatThrownBy(() -> new DataShares(0, 0, 0))
          .hasMessage("shares: expected one above 0, got none");
      assertThatThrownBy(() -> new DataShares(1, -1, 0))
          .hasMessage("earlier: expected a finite number of at least 0, got -1.0");
      assertThatThrownBy(
              () ->
                  RejectionSampling.of(
                      new SftTrainer(toy.policy(), toy.optimizer()),
                      toy.tasks("t", 2),
                      toy.tasks("t", 1),
                      Selection.all(),
                      config))
          .hasMessage("heldOut: expected tasks that are not trained on, got t0; split the tasks");
      assertThatThrownBy(
              () ->
                  toy.run(config)
                      .withDemonstrations(
                          List.of(
                              MixtureSource.of(
                                  "accepted_even", LookUp.demonstrations().get(0).examples()))))
          .hasMessage(
              "demonstrations: expected a name without accepted_ or earlier_ before it, got"
                  + " accepted_even");
      assertThatThrownBy(() -> toy.tasks("t", 0))
          .hasMessage("tasks: expected at least one, got none");
      assertThatThrownBy(() -> toy.tasks("t", 2).withBuckets(number -> "Even"))
          .hasMessageStartingWith("bucket of t0: expected lower-case letters, digits and _");
    }
  }

  @Test
  void aRoundOfFewTasksDrawsOthersEachTime() {
    try (LookUp toy = new LookUp(directory)) {
      toy.run(toy.config().withTasks(2), Selection.all()).start();
    }
    List<List<String>> drawn = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      List<String> keys = new ArrayList<>();
      EpisodeStore.read(
          directory.resolve("round-000" + round).resolve("sampled.jsonl"),
          episode -> keys.add(episode.candidate().task()));
      assertThat(keys).hasSize(80);
      drawn.add(keys.stream().distinct().toList());
    }
    assertThat(drawn).allMatch(keys -> keys.size() == 2);
    assertThat(drawn.stream().distinct().count()).isGreaterThan(1);
    assertThat(Files.exists(directory.resolve("round-0003").resolve("training"))).isTrue();
  }
}
