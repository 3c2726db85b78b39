package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.primitives.ImmutableLongArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.data.BatchConfig;
import org.temper.data.mixture.MixtureSource;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.selection.Selection;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

/**
 * Rejection sampling on a toy: asked for a number, the policy has to look it up and then to repeat
 * what it was told. Everything is made anew from the same seeds, as by a process that resumes.
 */
final class LookUp implements AutoCloseable {
  static final int NUMBERS = 3;
  private static final int LOOK = NUMBERS;
  private static final int VOCABULARY = 2 * NUMBERS + 1;

  private final TablePolicy policy = TablePolicy.uniform(VOCABULARY);
  private final GradientDescent optimizer = GradientDescent.of(policy.parameters(), 20);
  private final Path out;
  private final UnaryOperator<RewardSource<Integer>> judge;
  private final UnaryOperator<Trainer<SequenceBatch>> training;

  LookUp(Path out) {
    this(out, judge -> judge, trainer -> trainer);
  }

  LookUp(
      Path out,
      UnaryOperator<RewardSource<Integer>> judge,
      UnaryOperator<Trainer<SequenceBatch>> training) {
    this.out = out;
    this.judge = judge;
    this.training = training;
  }

  RejectionConfig config() {
    return RejectionConfig.of(out, 3, 40, 8, BatchConfig.of(8), 5).withTasksAtOnce(3);
  }

  RejectionSampling run(RejectionConfig config) {
    return run(config, Selection.atLeast(1).then(Selection.topK(4)));
  }

  RejectionSampling run(RejectionConfig config, Selection selection) {
    return RejectionSampling.of(
        training.apply(SftTrainer.byLabel(policy, optimizer, List.of("even", "odd"))),
        tasks("train", 2 * NUMBERS),
        tasks("held", NUMBERS),
        selection,
        config);
  }

  TaskEpisodes<Integer> tasks(String name, int count) {
    List<EnvironmentTask<Integer>> tasks =
        IntStream.range(0, count)
            .mapToObj(
                i -> new EnvironmentTask<>(name + i, i % NUMBERS, () -> new Game(i % NUMBERS)))
            .toList();
    return TaskEpisodes.of(
            Rollouts.of(policy, SamplingConfig.defaults().withMaxNewTokens(1), 3),
            tasks,
            judge.apply(new EnvironmentRewards<>()))
        .withBuckets(number -> number % 2 == 0 ? "even" : "odd")
        .withFigure(
            RejectionMetrics.MALFORMED_CALLS,
            episode -> episode.trajectory().tokens().get(1) == LOOK ? 0 : 1);
  }

  /** How each number is asked for, looked up and repeated. */
  static List<MixtureSource> demonstrations() {
    return List.of(
        MixtureSource.of(
                "gold",
                IntStream.range(0, NUMBERS)
                    .mapToObj(
                        i ->
                            TokenSequence.of(
                                new long[] {i, LOOK, LOOK + 1 + i, i},
                                new boolean[] {false, true, false, true}))
                    .toList())
            .withBucket("even"));
  }

  float[] weights() {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  TablePolicy policy() {
    return policy;
  }

  GradientDescent optimizer() {
    return optimizer;
  }

  @Override
  public void close() {
    optimizer.close();
    policy.close();
  }

  /** One number to look up and repeat. */
  private static final class Game implements Environment {
    private final int number;
    private boolean looked;
    private boolean over = true;

    Game(int number) {
      this.number = number;
    }

    @Override
    public ImmutableLongArray reset(long seed) {
      looked = false;
      over = false;
      return ImmutableLongArray.of(number);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      checkState(!over, "step: expected an episode under way, got none");
      if (!looked && action.get(0) == LOOK) {
        looked = true;
        return new Step(
            ImmutableLongArray.of(LOOK + 1 + number), OptionalDouble.empty(), Optional.empty());
      }
      over = true;
      return new Step(
          ImmutableLongArray.of(),
          OptionalDouble.of(looked && action.get(0) == number ? 1 : 0),
          Optional.of(Ending.terminated("answered")));
    }

    @Override
    public void close() {
      over = true;
    }
  }
}
